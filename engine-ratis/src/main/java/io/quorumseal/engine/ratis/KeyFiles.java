package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;

/**
 * The files that carry a group's key state beside the vendor's snapshots, one for each snapshot. The name tells the
 * snapshot's position, so that a file is found before the vendor's state machine exists.
 */
final class KeyFiles {
    private static final Pattern NAME = Pattern.compile("quorumseal\\.(\\d+)_(\\d+)\\.keys");

    private final Path directory;

    private final Disk disk;

    KeyFiles(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** Reads only. */
    KeyFiles(Path directory) {
        this(directory, new Disk(Disk.Steps.NONE));
    }

    /**
     * A file of key state.
     *
     * @param at the position of its snapshot
     * @param path the file
     */
    record KeyFile(TermIndex at, Path path) {
        byte[] read() throws IOException {
            return Files.readAllBytes(path);
        }
    }

    Optional<KeyFile> newest() throws IOException {
        return list().stream().findFirst();
    }

    Optional<KeyFile> at(TermIndex at) {
        Path path = path(at);
        return Files.exists(path) ? Optional.of(new KeyFile(at, path)) : Optional.empty();
    }

    private Path path(TermIndex at) {
        return directory.resolve("quorumseal." + at.getTerm() + "_" + at.getIndex() + ".keys");
    }

    /** All of them, the newest first. */
    List<KeyFile> list() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(KeyFiles::parse)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(KeyFile::at).reversed())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Optional<KeyFile> parse(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        return name.matches()
                ? Optional.of(new KeyFile(
                        TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))), path))
                : Optional.empty();
    }

    /** Writes a file that is there whole or not at all, and durable when this returns. */
    KeyFile write(TermIndex at, byte[] state) throws IOException {
        Files.createDirectories(directory);
        Path path = path(at);
        disk.write(path, file -> writeFully(file, ByteBuffer.wrap(state)));
        return new KeyFile(at, path);
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** Deletes all but the newest. */
    void keep(int count) throws IOException {
        for (KeyFile old : list().stream().skip(count).toList()) {
            Files.deleteIfExists(old.path());
            Files.deleteIfExists(directory.resolve(old.path().getFileName() + ".md5"));
        }
    }
}
