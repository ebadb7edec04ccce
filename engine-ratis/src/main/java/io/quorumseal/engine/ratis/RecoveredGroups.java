package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Holding;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.engine.ratis.KeyFiles.KeyFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private static final Pattern GROUP =
            Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
    private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

    private final Groups groups;
    private final List<Path> storage;
    private final Path removed;
    private final SizeInBytes maxEntrySize;
    private final SnapshotForm form;

    RecoveredGroups(Groups groups, RaftProperties properties, SnapshotForm form) {
        this.form = form;
        this.groups = groups;
        this.storage = RaftServerConfigKeys.storageDir(properties).stream()
                .map(File::toPath)
                .toList();
        this.removed = RaftServerConfigKeys.removedGroupsDir(properties).toPath();
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

    /** All that runs or has a directory, in use or moved aside; what the vendor gave no name goes by its Raft id. */
    List<Engine.Hosted> hosted() {
        Map<String, GroupId> names = new TreeMap<>();
        onDisk().forEach(log -> names.put(log, new GroupId(log)));
        groups.all().forEach((name, group) -> {
            if (isHere(name, log(group))) {
                names.put(log(group), name);
            }
        });
        return names.entrySet().stream()
                .map(entry -> hosted(entry.getValue(), entry.getKey()))
                .toList();
    }

    private Engine.Hosted hosted(GroupId name, String log) {
        return new Engine.Hosted(name, log, lastIndex(name, log));
    }

    /** One of them, without a look at what the others have on disk. */
    Optional<Engine.Hosted> hosted(GroupId name) {
        return Optional.ofNullable(groups.all().get(name))
                .map(RecoveredGroups::log)
                .filter(log -> isHere(name, log))
                .or(() -> Optional.of(name.name()).filter(this::isNameless))
                .map(log -> hosted(name, log));
    }

    private boolean isHere(GroupId name, String log) {
        return anyDirectory(log).isPresent() || groups.division(name).isPresent();
    }

    /** Whether a group's Raft id has a directory and no name of the vendor's. */
    private boolean isNameless(String log) {
        return GROUP.matcher(log).matches()
                && directory(log).isPresent()
                && groups.all().values().stream().noneMatch(group -> log(group).equals(log));
    }

    private List<String> onDisk() {
        return storage.stream()
                .flatMap(RecoveredGroups::names)
                .filter(name -> GROUP.matcher(name).matches())
                .toList();
    }

    private static Stream<String> names(Path root) {
        if (!Files.isDirectory(root)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(Files::isDirectory).map(file -> String.valueOf(file.getFileName())).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the directory " + root + " cannot be read: which groups it has is unknown", e);
        }
    }

    private long lastIndex(GroupId group, String log) {
        return groups.division(group)
                .filter(LocalDivision::hasLog)
                .map(LocalDivision::lastIndex)
                .or(() -> anyDirectory(log).map(directory -> lastIndex(directory, group)))
                .orElse(0L);
    }

    private long lastIndex(Path directory, GroupId group) {
        try {
            Path snapshots = snapshots(directory, group);
            long keys = new KeyFiles(snapshots)
                    .newest()
                    .map(file -> file.at().getIndex())
                    .orElse(0L);
            return Math.max(payloads(directory).lastIndex(), Math.max(keys, simpleSnapshot(snapshots)));
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshots of group " + group + " cannot be read", e);
        }
    }

    /** What a group's files hold, whether its server runs or not. */
    Holding holding(GroupId group) {
        Path directory = groups.all().entrySet().stream()
                .filter(entry -> entry.getKey().equals(group))
                .flatMap(entry -> anyDirectory(log(entry.getValue())).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("group " + group + " has no directory here"));
        try {
            Path snapshots = snapshots(directory, group);
            List<SnapshotKeyState> kept = new ArrayList<>();
            List<Path> sealed = sealed(snapshots);
            for (KeyFile file : new KeyFiles(snapshots).list()) {
                kept.add(new SnapshotKeyState(file.at().getIndex(), file.read(), sealed));
            }
            return new Holding(payloads(directory), kept);
        } catch (IOException e) {
            throw new UncheckedIOException("the snapshots of group " + group + " cannot be read", e);
        }
    }

    /** Which file is which snapshot's is sealed, too: each is taken for every snapshot's, and one in clear for one to be sealed. */
    private List<Path> sealed(Path snapshots) throws IOException {
        return form.isSealed() || SealedSnapshots.any(snapshots) ? SealedSnapshots.ofSnapshots(snapshots) : List.of();
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

    /** A group that was removed without its files may have been moved; strangers' groups are there, too. */
    private Optional<Path> anyDirectory(String log) {
        return directory(log).or(() -> Optional.of(removed.resolve(log)).filter(Files::isDirectory));
    }

    private Recovered read(Path directory, GroupId group, String log) {
        Path snapshots = snapshots(directory, group);
        try {
            Optional<KeyFile> keys = new KeyFiles(snapshots).newest();
            long keyIndex = keys.map(file -> file.at().getIndex()).orElse(0L);
            keys.ifPresent(file -> groups.known(group).set(file.at().getIndex()));
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

    /**
     * A crash can leave a vendor's snapshot without key state; its position is known if it is named as usual. One that the
     * adapter sealed does not count without.
     */
    private static long simpleSnapshot(Path directory) throws IOException {
        long newest = 0;
        for (Path file : files(directory)) {
            Matcher name = SimpleStateMachineStorage.SNAPSHOT_REGEX.matcher(String.valueOf(file.getFileName()));
            if (name.matches() && !isSealed(file)) {
                newest = Math.max(newest, Long.parseLong(name.group(2)));
            }
        }
        return newest;
    }

    private static boolean isSealed(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && FileForm.of(file) != FileForm.FOREIGN;
    }

    /** The log begins where its first file says; without any, it begins behind the snapshot. */
    private static long purged(Path segments, long applied) throws IOException {
        LongStream starts = indexes(segments, SEGMENT, 1);
        return Math.max(0, starts.map(start -> start - 1).min().orElse(applied));
    }

    private static LongStream indexes(Path directory, Pattern name, int group) throws IOException {
        return files(directory).stream()
                .map(file -> name.matcher(String.valueOf(file.getFileName())))
                .filter(Matcher::matches)
                .mapToLong(found -> Long.parseLong(found.group(group)));
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
