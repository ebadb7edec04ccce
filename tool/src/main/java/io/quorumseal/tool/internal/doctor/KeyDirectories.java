package io.quorumseal.tool.internal.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the directories that hold key files. Follows no symbolic link but the one that it is given. */
public final class KeyDirectories {
    static final String FILE = "keys.json";
    static final String TEMP = "keys.json.tmp";
    static final String LOCK = "lock";
    private static final String DIRECTORY = "encryption";
    private static final int DEPTH = 4;

    private KeyDirectories() {}

    /**
     * Looks at a node's data directory, at the directory {@code encryption} in it, or at what holds the data directories
     * of several nodes.
     *
     * @return what was found, sorted; empty if nothing was
     */
    public static List<Path> in(Path directory) throws IOException {
        if (isOne(directory)) {
            return List.of(directory);
        }
        try (Stream<Path> all = Files.walk(directory, DEPTH)) {
            return all.filter(KeyDirectories::isNamed).sorted().toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    /** The directory that is meant may have another name in a copy. */
    private static boolean isOne(Path directory) {
        return exists(directory.resolve(FILE)) || isNamed(directory);
    }

    /** Whether it is a key directory that has its usual name. */
    static boolean isNamed(Path directory) {
        Path name = directory.getFileName();
        return name != null
                && name.toString().equals(DIRECTORY)
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Stream.of(FILE, TEMP, LOCK).anyMatch(file -> exists(directory.resolve(file)));
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
