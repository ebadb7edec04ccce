package io.quorumseal.example.kv.files;

import io.quorumseal.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** Whole folders: listed, copied, deleted. */
public final class Folders {
    private Folders() {}

    /**
     * Lists the files of a folder and of the folders in it, in order.
     *
     * @param folder the folder; need not exist
     * @return the regular files; what a running node removes meanwhile is left out, and links are not followed
     * @throws IOException if it cannot be read
     */
    public static List<Path> files(Path folder) throws IOException {
        return Workspace.files(folder);
    }

    /**
     * Copies files, in the same tree.
     *
     * @param from the folder
     * @param to the new folder
     * @param wanted which files
     * @throws IOException if a file cannot be copied
     */
    public static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
        for (Path file : files(from)) {
            if (wanted.test(file)) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /**
     * Deletes a folder with all that is in it.
     *
     * @param folder the folder; need not exist
     * @throws IOException if something cannot be deleted
     */
    public static void delete(Path folder) throws IOException {
        Workspace.remove(folder);
    }
}
