package io.quorumseal.core.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a state machine writes what it likes, in clear. Not for use by several threads below the same directory.
 *
 * @param root a directory that only this process uses, absolute and without symbolic links
 */
public record Workspace(Path root) {
    /** Less than this is no room: a write that failed has left less. */
    private static final int ROOM = 65_536;

    private static final String PROBE = "quorumseal.probe";

    /** Is told what is done next, and may have it fail: for tests. */
    @FunctionalInterface
    public interface Steps {
        /**
         * Something is about to be done.
         *
         * @param step what, with the names of files
         * @throws IOException has it fail
         */
        void before(String step) throws IOException;
    }

    /**
     * Has a directory there, with nothing in it.
     *
     * @param directory where; what is there is removed first
     * @throws IOException if it cannot be emptied or made
     */
    public static void empty(Path directory) throws IOException {
        remove(directory);
        Files.createDirectories(directory);
    }

    /**
     * Removes all of it.
     *
     * @throws IOException if something cannot be removed
     */
    public void remove() throws IOException {
        remove(root);
    }

    /**
     * Removes a directory with all that is in it, or a file, or a link and not what it leads to.
     *
     * @param tree what to remove; need not be there
     * @throws IOException if something cannot be removed
     */
    public static void remove(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Lists all files below a directory; links are not followed, and are not files.
     *
     * @param directory the directory
     * @return the files, sorted; none if it is not there
     * @throws IOException if something of it cannot be read
     */
    public static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(directory, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(files);
        return files;
    }

    /** What is removed meanwhile is not there. */
    private static class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            if (failed instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failed;
        }
    }

    /**
     * Finds out whether something can still be written. A machine may swallow that its disk is full, and show half a file as
     * its snapshot.
     *
     * @param steps is told before
     * @throws IOException if nothing can be
     */
    public void checkRoom(Steps steps) throws IOException {
        Path probe = root.resolve(PROBE);
        try {
            steps.before("write " + probe);
            write(probe);
        } catch (IOException e) {
            throw new IOException(
                    "no room is left in the workspace " + root
                            + ", so what the state machine wrote may be cut off. Give the"
                            + " workspace the room that the guide names",
                    e);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static void write(Path probe) throws IOException {
        try (FileChannel file = FileChannel.open(probe, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(ROOM);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }
}
