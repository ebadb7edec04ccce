package io.quorumseal.api.spi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A file as it was found. Two that are equal are one file that was neither exchanged nor given other rights meanwhile.
 *
 * @param key what the file system tells it from others by
 * @param size its length in bytes
 * @param kind what it is
 * @param rights who may do what with it
 */
record FoundFile(Object key, long size, Kind kind, FileRights rights) {

    /** What stands at a path. */
    enum Kind {
        FILE,
        DIRECTORY,
        OTHER
    }

    /** Looks at a path without links. */
    static FoundFile at(Path real) throws IOException {
        PosixFileAttributes found = Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Map<String, Object> numbers = Files.readAttributes(real, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
        FileRights rights = new FileRights(number(numbers, "uid"), number(numbers, "gid"), found.permissions());
        return new FoundFile(Objects.requireNonNull(found.fileKey()), found.size(), kind(found), rights);
    }

    private static int number(Map<String, Object> numbers, String name) {
        return (Integer) Objects.requireNonNull(numbers.get(name));
    }

    private static Kind kind(PosixFileAttributes found) {
        if (found.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return found.isRegularFile() ? Kind.FILE : Kind.OTHER;
    }

    /** Says why it cannot be read, whoever may. */
    Optional<String> fault(String name, int longest) {
        return switch (kind) {
            case DIRECTORY -> Optional.of("is a directory; name the " + name + " in it");
            case OTHER -> Optional.of("is not a regular file but a pipe, socket or device; name a regular file");
            case FILE ->
                size <= longest
                        ? Optional.empty()
                        : Optional.of("has " + size + " bytes, more than the " + longest
                                + " that it may have; name another file");
        };
    }
}
