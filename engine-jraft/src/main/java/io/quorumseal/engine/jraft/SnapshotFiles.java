package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.storage.snapshot.Snapshot;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A group's snapshots on disk. Each is a directory, and the key state in it a file whose name tells the snapshot's index, so
 * that it is known also while the directory is not renamed yet.
 *
 * @param directory where JRaft keeps snapshots
 * @param unfinished where it makes them, and collects those of other members
 * @param sealed whether this node seals them: then one in clear is one to be replaced
 */
record SnapshotFiles(Path directory, Path unfinished, boolean sealed) {
    private static final Pattern SNAPSHOT = Pattern.compile(Snapshot.JRAFT_SNAPSHOT_PREFIX + "(\\d+)");
    private static final Pattern KEYS = Pattern.compile("quorumseal\\.(\\d+)\\.keys");
    private static final String UNFINISHED = "temp";

    /** Between two looks a snapshot may get its final name, or be removed. */
    private static final int MOST_LOOKS = 5;

    static SnapshotFiles of(NodeOptions options, boolean sealed) {
        Path directory = Path.of(options.getSnapshotUri());
        return new SnapshotFiles(directory, unfinished(directory, options.getSnapshotTempUri()), sealed);
    }

    /** As JRaft decides it ({@code LocalSnapshotStorage}, 1.4.1), by the letters of the two paths. */
    private static Path unfinished(Path directory, @Nullable String configured) {
        if (configured == null || configured.isEmpty()) {
            return directory.resolve(UNFINISHED);
        }
        Path elsewhere = Path.of(configured);
        return letters(directory).startsWith(letters(elsewhere)) ? directory.resolve(UNFINISHED) : elsewhere;
    }

    private static String letters(Path path) {
        return path.toAbsolutePath().toString();
    }

    /** What the file of key state is called in a snapshot. */
    static String keyFile(long index) {
        return SealedSnapshot.OWN + index + ".keys";
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
        return newest == 0 ? Optional.empty() : in(named(newest)).stream().findFirst();
    }

    private Path named(long index) {
        return directory.resolve(Snapshot.JRAFT_SNAPSHOT_PREFIX + index);
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
        List<SnapshotKeyState> all = new ArrayList<>();
        in(unfinished).forEach(found -> all.add(unfinished(found.index(), found.state(), names(found))));
        for (Path file : files(directory)) {
            index(SNAPSHOT, file).ifPresent(index -> all.addAll(finished(file, index)));
        }
        return all;
    }

    /** One without key state is of a time before this library was there: what it holds is in clear. */
    private List<SnapshotKeyState> finished(Path snapshot, long index) {
        List<SnapshotKeyState> found = in(snapshot);
        return found.isEmpty() && Files.isDirectory(snapshot)
                ? List.of(new SnapshotKeyState(index, new byte[0], sealed(snapshot, index)))
                : found;
    }

    private List<String> names(SnapshotKeyState found) {
        return found.sealed().stream()
                .map(file -> unfinished.relativize(file).toString())
                .toList();
    }

    /** A snapshot that is not renamed yet, and may be at any moment. */
    SnapshotKeyState unfinished(long index, byte[] state, Collection<String> names) {
        return new SnapshotKeyState(
                index,
                state,
                names.stream()
                        .flatMap(name ->
                                Stream.of(unfinished.resolve(name), named(index).resolve(name)))
                        .toList());
    }

    private List<SnapshotKeyState> in(Path snapshot) {
        return keys(snapshot).stream()
                .map(found -> new SnapshotKeyState(found.index(), found.state(), sealed(snapshot, found.index())))
                .toList();
    }

    /** All that may be sealed in a snapshot. */
    private List<Path> sealed(Path snapshot, long index) {
        if (!sealed && !Files.exists(snapshot.resolve(SealedSnapshot.list(index)))) {
            return List.of();
        }
        try {
            Set<Path> others =
                    Set.of(snapshot.resolve(keyFile(index)), snapshot.resolve(Snapshot.JRAFT_SNAPSHOT_META_FILE));
            return Workspace.files(snapshot).stream()
                    .filter(file -> !others.contains(file))
                    .toList();
        } catch (IOException e) {
            throw unreadable(snapshot, e);
        }
    }

    /** Finds the key state in one snapshot, and does not look at its other files. */
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
