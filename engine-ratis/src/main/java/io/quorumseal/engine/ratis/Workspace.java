package io.quorumseal.engine.ratis;

import java.io.File;
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
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.server.storage.RaftStorageMetadataFile;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Where a state machine writes what it likes, in clear.
 *
 * @param root a directory that only this process uses, without symbolic links
 */
record Workspace(Path root) {
    /** Less than this is no room: a write that failed has left less. */
    private static final int ROOM = 65_536;

    private static final String PROBE = "quorumseal.probe";

    /** What the machine takes for its storage; that of Ratis is for Ratis to open and close. */
    RaftStorage instead(RaftStorage real) {
        return new Storage(real, new Directory(root.toFile(), real.getStorageDir()));
    }

    private record Storage(RaftStorage real, RaftStorageDirectory directory) implements RaftStorage {
        @Override
        public void initialize() {
            // It is there.
        }

        @Override
        public RaftStorageDirectory getStorageDir() {
            return directory;
        }

        @Override
        public RaftStorageMetadataFile getMetadataFile() {
            return real.getMetadataFile();
        }

        @Override
        public CorruptionPolicy getLogCorruptionPolicy() {
            return real.getLogCorruptionPolicy();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private record Directory(File root, RaftStorageDirectory real) implements RaftStorageDirectory {
        @Override
        public File getRoot() {
            return root;
        }

        @Override
        public boolean isHealthy() {
            return real.isHealthy();
        }
    }

    /** Has a directory there, with nothing in it. */
    void empty(Path directory) throws IOException {
        remove(directory);
        Files.createDirectories(directory);
    }

    /** Removes all of it. */
    void remove() throws IOException {
        remove(root);
    }

    /** Removes a directory with all that is in it, or a file, or a link and not what it leads to. */
    static void remove(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
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

    /** All files below a directory, none if it is not there; links are not followed, and are not files. */
    static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
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
        Collections.sort(files);
        return files;
    }

    /** The file that some machines check another one by. */
    static Path digest(Path file) {
        return file.resolveSibling(file.getFileName() + MD5FileUtil.MD5_SUFFIX);
    }

    /** The file that a hash is of, by its name; the same file if it is none. */
    static Path digested(Path digest) {
        String name = String.valueOf(digest.getFileName());
        return name.endsWith(MD5FileUtil.MD5_SUFFIX)
                ? digest.resolveSibling(name.substring(0, name.length() - MD5FileUtil.MD5_SUFFIX.length()))
                : digest;
    }

    /** Writes the hash of a file beside it. */
    static void writeDigest(Path file) throws IOException {
        MD5FileUtil.saveMD5File(file.toFile(), MD5FileUtil.computeMd5ForFile(file.toFile()));
    }

    /**
     * Finds out whether something can still be written. A machine may swallow that its disk is full, and show half a file as
     * its snapshot.
     *
     * @param steps is told before
     * @throws IOException if nothing can be
     */
    void checkRoom(Disk.Steps steps) throws IOException {
        Path probe = root.resolve(PROBE);
        try {
            steps.before("write " + probe);
            write(probe);
        } catch (IOException e) {
            throw new IOException(
                    "no room is left in the workspace " + root
                            + ", so what the state machine wrote may be cut off. Give the"
                            + " workspace room for three snapshots",
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
