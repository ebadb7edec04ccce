package io.quorumseal.example.kv.ratis;

import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;

/** The snapshots in Ratis' folder {@code sm}: each is a folder {@code snapshot.TERM_INDEX} with a checkpoint in it. */
final class Snapshots implements StateMachineStorage {
    private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");

    /**
     * One snapshot.
     *
     * @param at the last entry in it
     * @param folder where it is
     */
    record Snapshot(TermIndex at, Path folder) {
        SnapshotInfo info() throws IOException {
            List<FileInfo> files = Folders.files(folder).stream()
                    .filter(file -> !file.toString().endsWith(".md5"))
                    .map(file -> new FileInfo(file, null))
                    .toList();
            return new FileListSnapshotInfo(files, at);
        }
    }

    private volatile Path folder = Path.of("");
    private volatile @Nullable SnapshotInfo latest;

    @Override
    public void init(RaftStorage storage) throws IOException {
        folder = storage.getStorageDir().getStateMachineDir().toPath();
        reload();
    }

    /** Looks again which snapshots there are; gives the newest. */
    Optional<Snapshot> reload() throws IOException {
        Optional<Snapshot> newest = list().stream().findFirst();
        latest = newest.isPresent() ? newest.get().info() : null;
        return newest;
    }

    /** Gives a folder that is not there yet, for the next one; it is none before {@link #publish}. */
    Path draft() throws IOException {
        Path draft = folder.resolve("draft");
        Folders.delete(draft);
        return draft;
    }

    /** Makes a snapshot of what was drafted, whose last entry is told. */
    void publish(Path draft, TermIndex at) throws IOException {
        Path target = folder.resolve("snapshot." + at.getTerm() + "_" + at.getIndex());
        Folders.delete(target);
        Files.move(draft, target);
        reload();
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return latest;
    }

    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) throws IOException {
        for (Snapshot old : list().stream().skip(1).toList()) {
            Folders.delete(old.folder);
        }
    }

    @Override
    public void format() {}

    private List<Snapshot> list() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.flatMap(Snapshots::parse)
                    .sorted(Comparator.comparing(Snapshot::at).reversed())
                    .toList();
        }
    }

    private static Stream<Snapshot> parse(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches()
                ? Stream.of(new Snapshot(
                        TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))), path))
                : Stream.empty();
    }
}
