package io.quorumseal.engine.jraft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes the engine's own small files, each whole or not at all. */
final class Durable {
    private static final String UNFINISHED_SUFFIX = ".tmp";

    private Durable() {}

    /** Writes a file in place of the one of that name; it is durable when this returns. */
    static void write(Path directory, String name, byte[] content) throws IOException {
        Files.createDirectories(directory);
        Path unfinished = directory.resolve(name + UNFINISHED_SUFFIX);
        try (FileChannel out = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        force(directory);
    }

    /** Makes the names in a directory durable. */
    static void force(Path directory) throws IOException {
        try (FileChannel open = FileChannel.open(directory)) {
            open.force(true);
        }
    }
}
