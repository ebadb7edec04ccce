package io.quorumseal.engine.ratis;

import io.quorumseal.core.workspace.Workspace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes and removes the adapter's files beside snapshots, each whole or not at all, and durably. Power may be lost between
 * any two steps.
 *
 * @param steps is told of each step before it is done
 */
record Disk(Steps steps) {
    /** What a file is called until it is whole. */
    static final String UNFINISHED_SUFFIX = ".quorumseal.tmp";

    private static final int LONGEST_NAME = 255;

    /** Is told what comes next. */
    @FunctionalInterface
    interface Steps extends Workspace.Steps {
        /** Tells nobody. */
        Steps NONE = step -> {};
    }

    /** Writes what a file holds. */
    interface Writing {
        void to(FileChannel file) throws IOException;
    }

    /** Writes a file in place of the one of that name; a link of that name is replaced, not followed. */
    void write(Path file, Writing writing) throws IOException {
        Path unfinished = unfinished(file);
        try {
            steps.before("write " + file);
            Files.deleteIfExists(unfinished);
            try (FileChannel out = FileChannel.open(
                    unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                writing.to(out);
                steps.before("force " + file);
                out.force(true);
            }
            steps.before("rename " + file);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException | Error e) {
            removeAfter(e, unfinished);
            throw e;
        }
        steps.before("make durable " + file);
        force(directory(file));
    }

    private static void removeAfter(Throwable cause, Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** What a file is called until it is whole. */
    static Path unfinished(Path file) {
        String name = String.valueOf(file.getFileName());
        int room = LONGEST_NAME - UNFINISHED_SUFFIX.length();
        return file.resolveSibling((name.length() > room / 3 ? "" : name) + UNFINISHED_SUFFIX);
    }

    /** Makes a directory and those that it is in, below one that is there. */
    void directory(Path below, Path directory) throws IOException {
        if (!directory.equals(below) && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            directory(below, directory(directory));
            steps.before("create " + directory);
            Files.createDirectory(directory);
            force(directory(directory));
        }
    }

    /** Removes a file, if it is there; it may come back if power is lost. */
    void remove(Path file) throws IOException {
        steps.before("remove " + file);
        Files.deleteIfExists(file);
    }

    /** Removes a file, if it is there, for good. */
    void removeDurably(Path file) throws IOException {
        remove(file);
        force(directory(file));
    }

    private static Path directory(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel open = FileChannel.open(directory)) {
            open.force(true);
        } catch (NoSuchFileException gone) {
            // What was in it went with it.
        }
    }
}
