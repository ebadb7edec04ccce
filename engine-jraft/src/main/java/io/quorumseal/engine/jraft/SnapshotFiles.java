package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.storage.snapshot.Snapshot;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A group's snapshots on disk. Each is a directory, and the key state in it a file whose name tells the snapshot's index, so
 * that it is known also while the directory is not renamed yet.
 *
 * @param directory where JRaft keeps snapshots
 * @param unfinished where it makes them, and collects those of other members
 */
record SnapshotFiles(Path directory, Path unfinished) {
    private static final Pattern SNAPSHOT = Pattern.compile(Snapshot.JRAFT_SNAPSHOT_PREFIX + "(\\d+)");
    private static final Pattern KEYS = Pattern.compile("quorumseal\\.(\\d+)\\.keys");
    private static final String UNFINISHED = "temp";

    /** Between two looks a snapshot may get its final name, or be removed. */
    private static final int MOST_LOOKS = 5;

    static SnapshotFiles of(NodeOptions options) {
        Path directory = Path.of(options.getSnapshotUri());
        String configured = options.getSnapshotTempUri();
        return new SnapshotFiles(
                directory,
                configured == null || configured.isBlank() ? directory.resolve(UNFINISHED) : Path.of(configured));
    }

    /** What the file of key state is called in a snapshot. */
    static String keyFile(long index) {
        return "quorumseal." + index + ".keys";
    }

    /**
     * Finds the newest snapshot.
     *
     * @return its index; 0 if there is none
     */
    long newest() {
        return files(directory).stream()
                .mapToLong(file -> index(SNAPSHOT, file).orElse(0L))
                .max()
                .orElse(0);
    }

    /** Finds the key state that the newest snapshot carries. */
    Optional<SnapshotKeyState> newestKeys() {
        long newest = newest();
        return newest == 0
                ? Optional.empty()
                : keys(directory.resolve(Snapshot.JRAFT_SNAPSHOT_PREFIX + newest)).stream()
                        .findFirst();
    }

    /** Finds the key state of all snapshots, those included that are being made or collected. */
    List<SnapshotKeyState> all() {
        for (int look = 1; look < MOST_LOOKS; look++) {
            try {
                return seen();
            } catch (UncheckedIOException moved) {
                if (!(moved.getCause() instanceof NoSuchFileException)) {
                    throw moved;
                }
            }
        }
        return seen();
    }

    /** What is being made is looked at first: it may get its final name meanwhile. */
    private List<SnapshotKeyState> seen() {
        List<SnapshotKeyState> all = new ArrayList<>(keys(unfinished));
        files(directory).stream()
                .filter(file -> index(SNAPSHOT, file).isPresent())
                .forEach(snapshot -> all.addAll(keys(snapshot)));
        return all;
    }

    /** Finds the key state in one snapshot. */
    static List<SnapshotKeyState> keys(Path snapshot) {
        List<SnapshotKeyState> keys = new ArrayList<>();
        for (Path file : files(snapshot)) {
            index(KEYS, file).ifPresent(index -> keys.add(new SnapshotKeyState(index, read(file))));
        }
        return keys;
    }

    private static Optional<Long> index(Pattern pattern, Path file) {
        Matcher name = pattern.matcher(Objects.toString(file.getFileName()));
        return name.matches() ? Optional.of(Long.valueOf(name.group(1))) : Optional.empty();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static UncheckedIOException unreadable(Path file, IOException e) {
        return new UncheckedIOException("the snapshots cannot be read: " + file, e);
    }
}
