package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Holding;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.engine.ratis.KeyFiles.KeyFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.util.SizeInBytes;

/**
 * What Ratis's directories hold, read before the server runs. Ratis applies everything above the latest snapshot
 * again, so that is the position.
 */
final class RecoveredGroups {
    private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

    private final Groups groups;
    private final List<Path> storage;
    private final SizeInBytes maxEntrySize;

    RecoveredGroups(Groups groups, RaftProperties properties) {
        this.groups = groups;
        this.storage = RaftServerConfigKeys.storageDir(properties).stream()
                .map(File::toPath)
                .toList();
        this.maxEntrySize = RaftServerConfigKeys.Log.Appender.bufferByteLimit(properties);
    }

    List<Recovered> read() {
        return groups.all().entrySet().stream().map(this::read).toList();
    }

    /** A group that has no directory yet begins its log here; which log that is, is known. */
    private Recovered read(Map.Entry<GroupId, RaftGroup> group) {
        String log = log(group.getValue());
        return directory(log)
                .map(directory -> read(directory, group.getKey(), log))
                .orElseGet(() -> new Recovered(group.getKey(), log, 0, 0, Optional.empty(), List.of()));
    }

    /** What a group's files hold while its server runs. */
    Holding holding(GroupId group) {
        Path directory = groups.all().entrySet().stream()
                .filter(entry -> entry.getKey().equals(group))
                .flatMap(entry -> directory(log(entry.getValue())).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("group " + group + " has no directory here"));
        try {
            List<SnapshotKeyState> kept = new ArrayList<>();
            for (KeyFile file : new KeyFiles(snapshots(directory, group)).list()) {
                kept.add(new SnapshotKeyState(file.at().getIndex(), file.read()));
            }
            return new Holding(payloads(directory), kept);
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshots of group " + group + " cannot be read", e);
        }
    }

    private LoggedPayloads payloads(Path directory) {
        return new LoggedPayloads(directory.resolve(RaftStorageDirectory.CURRENT_DIR_NAME), maxEntrySize);
    }

    private Path snapshots(Path directory, GroupId group) {
        return groups.snapshotDirectory(group)
                .orElseGet(() -> directory.resolve(RaftStorageDirectory.STATE_MACHINE_DIR_NAME));
    }

    private static String log(RaftGroup group) {
        return group.getGroupId().getUuid().toString();
    }

    private Optional<Path> directory(String log) {
        return storage.stream()
                .map(root -> root.resolve(log))
                .filter(Files::isDirectory)
                .findFirst();
    }

    private Recovered read(Path directory, GroupId group, String log) {
        Path snapshots = snapshots(directory, group);
        try {
            Optional<KeyFile> keys = new KeyFiles(snapshots).newest();
            long keyIndex = keys.map(file -> file.at().getIndex()).orElse(0L);
            Optional<SnapshotKeyState> state = keys.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SnapshotKeyState(keyIndex, keys.get().read()));
            long applied = Math.max(keyIndex, simpleSnapshot(snapshots));
            Path segments = directory.resolve(RaftStorageDirectory.CURRENT_DIR_NAME);
            return new Recovered(group, log, applied, purged(segments, applied), state, payloads(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshots of group " + group + " cannot be read", e);
        }
    }

    /** A crash can leave a vendor's snapshot without key state; its position is known if it is named as usual. */
    private static long simpleSnapshot(Path directory) throws IOException {
        return indexes(directory, SimpleStateMachineStorage.SNAPSHOT_REGEX, 2)
                .max()
                .orElse(0);
    }

    /** The log begins where its first file says; without any, it begins behind the snapshot. */
    private static long purged(Path segments, long applied) throws IOException {
        LongStream starts = indexes(segments, SEGMENT, 1);
        return Math.max(0, starts.map(start -> start - 1).min().orElse(applied));
    }

    private static LongStream indexes(Path directory, Pattern name, int group) throws IOException {
        if (!Files.isDirectory(directory)) {
            return LongStream.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names =
                    files.map(file -> String.valueOf(file.getFileName())).toList();
            return names.stream()
                    .map(name::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(found -> Long.parseLong(found.group(group)));
        }
    }
}
