package io.quorumseal.example.kv.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Whole folders: listed, copied, deleted. */
public final class Folders {
    private Folders() {}

    /**
     * Lists the files of a folder and of the folders in it, in order.
     *
     * @param folder the folder; need not exist
     * @return the regular files
     * @throws IOException if it cannot be read
     */
    public static List<Path> files(Path folder) throws IOException {
        return walk(folder).stream().filter(Files::isRegularFile).toList();
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
        for (Path path : walk(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(path);
        }
    }

    /** A node that runs may remove files meanwhile; they are left out. */
    private static List<Path> walk(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                found.add(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failed;
            }
        });
        return found.stream().sorted().toList();
    }
}
