package io.quorumseal.engine.ratis;

import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.Status;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.core.workspace.WorkspacePlace;
import io.quorumseal.engine.ratis.KeyFiles.KeyFile;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of a machine that writes them in clear into its workspace, and never sees where they stand on disk. It is the
 * adapter that seals each before Ratis hears of it, opens the newest before the machine loads, and removes the old ones.
 *
 * <p>On disk a snapshot has the names that the machine gave its files, so that a member without workspace finds them.
 */
final class WorkspaceSnapshots extends Snapshots {
    private static final Logger LOG = System.getLogger(WorkspaceSnapshots.class.getName());

    /** Or how the names of what belongs to them begin. */
    private static final Pattern NAMED_BY_RATIS = SimpleStateMachineStorage.SNAPSHOT_REGEX;

    private final WorkspacePlace place;

    /** In the workspace: what a snapshot of the machine's lists or listed. */
    private final Set<Path> listed = new TreeSet<>();

    private volatile @Nullable Here here;
    private Brought brought = new Brought(Optional.empty(), Optional.empty());
    private String told = "";

    /**
     * Where things are.
     *
     * @param workspace the machine's
     * @param desk where in it the machine's snapshots are
     * @param sealed where Ratis has them
     * @param real Ratis's storage
     */
    private record Here(Workspace workspace, Path desk, SealedSnapshots sealed, RaftStorage real) {}

    /**
     * What the machine finds on its desk.
     *
     * @param at the position of the newest snapshot that counts
     * @param paths its files; empty if it was not sealed
     */
    private record Brought(Optional<TermIndex> at, Optional<List<String>> paths) {}

    WorkspaceSnapshots(Hosted hosted, SnapshotForm form, Optional<Path> configured) {
        super(hosted, form, configured);
        this.place = form.workspace().orElseThrow();
    }

    private Here here() {
        Here begun = here;
        if (begun == null) {
            throw new IllegalStateException("the state machine is not initialized");
        }
        return begun;
    }

    private IOException refused(String message) {
        return new IOException("group " + hosted.seal().id() + ": " + message);
    }

    // ---- start

    @Override
    RaftStorage begin(RaftStorage real) throws IOException {
        Path root = real.getStorageDir().getRoot().toPath().toAbsolutePath().normalize();
        Path directory = directory(real);
        if (!directory.startsWith(root) || directory.equals(root)) {
            throw refused("the snapshot directory " + directory + " is not below " + root
                    + ", so nothing in a workspace corresponds to it; do not set it");
        }
        Files.createDirectories(directory);
        Workspace workspace = place.make(hosted.runtime().status().node(), hosted.log());
        Path desk = workspace.root().resolve(root.relativize(directory).toString());
        RaftStorage instead = WorkspaceStorage.of(workspace, real);
        Files.createDirectories(desk);
        Files.createDirectories(instead.getStorageDir().getTmpDir().toPath());
        Files.createDirectories(instead.getStorageDir().getCurrentDir().toPath());
        here = new Here(
                workspace,
                desk,
                new SealedSnapshots(hosted.runtime().files(), hosted.log(), directory, form.disk()),
                real);
        keysIn(directory);
        return instead;
    }

    @Override
    RaftStorage forVendor(RaftStorage real) {
        return WorkspaceStorage.of(here().workspace(), real);
    }

    @Override
    void bring(boolean refuseClear) throws IOException {
        Workspace.empty(here().desk());
        listed.clear();
        Optional<TermIndex> at = newestKeys().map(KeyFile::at);
        Optional<List<String>> paths = at.isEmpty() ? Optional.empty() : sealed().paths(at.get());
        if (paths.isPresent()) {
            bringSealed(at.get(), paths.get(), refuseClear);
        } else {
            bringClear(at, refuseClear);
        }
        brought = new Brought(at, paths);
    }

    private SealedSnapshots sealed() {
        return here().sealed();
    }

    private void bringSealed(TermIndex at, List<String> paths, boolean refuseClear) throws IOException {
        if (refuseClear && isAnyClear(at, paths)) {
            throw clearRefused(at);
        }
        for (String path : paths) {
            Path to = here().desk().resolve(path);
            Files.createDirectories(Objects.requireNonNull(to.getParent()));
            sealed().open(at, path, to);
            Digests.write(to);
            listed.add(to);
        }
    }

    private boolean isAnyClear(TermIndex at, List<String> paths) throws IOException {
        boolean clear = FileForm.of(sealed().list(at)) != FileForm.SEALED;
        for (String path : paths) {
            clear |= sealed().form(path) != FileForm.SEALED;
        }
        return clear;
    }

    private IOException clearRefused(TermIndex at) {
        return refused(
                "the snapshot at " + at + " in " + sealed().directory() + " is in clear, and this node has seen that"
                        + " nothing is: somebody put it there, or another member has no workspace. Give each member one");
    }

    /** As the machine left them, with its own hashes: it knows by them which of its files are whole. */
    private void bringClear(Optional<TermIndex> at, boolean refuseClear) throws IOException {
        if (refuseClear && at.isPresent()) {
            throw clearRefused(at.get());
        }
        for (Path file : refuseClear ? List.<Path>of() : sealed().foreign()) {
            Path to =
                    here().desk().resolve(sealed().directory().relativize(file).toString());
            Files.createDirectories(Objects.requireNonNull(to.getParent()));
            Files.copy(file, to);
            listed.add(to);
        }
    }

    @Override
    void loaded() throws IOException {
        checkDirectory();
        SnapshotInfo vendors = hosted.vendor().getLatestSnapshot();
        TermIndex position = hosted.vendor().getLastAppliedTermIndex();
        latest = null;
        if (brought.at().isEmpty() && vendors == null) {
            checkNothing(position);
        } else {
            loaded(checked(position, vendors));
        }
        coveredBy(latest);
        tidy();
        look();
    }

    private void checkDirectory() throws IOException {
        File vendors = hosted.vendor().getStateMachineStorage().getSnapshotDir();
        if (vendors != null && !vendors.toPath().toAbsolutePath().normalize().equals(here().desk())) {
            throw refused("the state machine has its snapshots in " + vendors + ", and not in " + here().desk()
                    + ". If that is below its storage, name the directory with snapshotDirectory; otherwise it cannot be"
                    + " hosted with a workspace");
        }
    }

    private void checkNothing(@Nullable TermIndex position) throws IOException {
        if (position != null && position.getIndex() > RaftLog.INVALID_LOG_INDEX) {
            throw refused("the state machine says that it has applied everything up to " + position
                    + ", though there is no snapshot: it keeps state elsewhere, and cannot be hosted with a workspace");
        }
    }

    /** A machine that does not load what it is given starts empty, or from something older, and nobody would notice. */
    private TermIndex checked(@Nullable TermIndex position, @Nullable SnapshotInfo vendors) throws IOException {
        boolean there = position != null
                && (brought.paths().isPresent()
                        ? brought.at().equals(Optional.of(position))
                        : isAt(vendors, position)
                                && brought.at().stream().allMatch(at -> at.getIndex() <= position.getIndex()));
        if (position == null || !there) {
            throw refused("the state machine is at " + position + " after it loaded, and the newest snapshot in "
                    + sealed().directory() + " is that at "
                    + brought.at().map(TermIndex::toString).orElse(String.valueOf(vendors))
                    + ". It did not load it: it would serve something else than what was written. The snapshot stays as it"
                    + " is; look at what the state machine logged");
        }
        return position;
    }

    /** What is in clear is sealed at once. */
    private void loaded(TermIndex at) throws IOException {
        Optional<KeyFile> mark = keys().at(at);
        List<String> paths = brought.paths().orElseGet(List::of);
        if (mark.isPresent() && brought.paths().isPresent() && !isToBeSealed(at, paths)) {
            latest = standing(at, paths, mark.get());
            return;
        }
        if (brought.paths().isEmpty()) {
            paths = paths(Objects.requireNonNull(hosted.vendor().getLatestSnapshot()));
        }
        try {
            latest = seal(at, paths);
        } catch (IOException e) {
            if (mark.isEmpty()) {
                throw e;
            }
            latest = standing(at, paths, mark.get());
            hosted.unsealed("the snapshot of group " + hosted.seal().id() + " at " + at
                    + " stays in clear, as it was found, until the next one is taken: " + e.getMessage());
        }
    }

    private boolean isToBeSealed(TermIndex at, List<String> paths) throws IOException {
        boolean sealing = hosted.runtime().status().storage().mode() == Status.Mode.SEALING;
        boolean foreign = false;
        for (String path : paths) {
            foreign |= sealed().form(path) == FileForm.FOREIGN;
        }
        return foreign || (sealing && isAnyClear(at, paths));
    }

    // ---- taking

    @Override
    long taken() throws IOException {
        long index = takenByMachine();
        if (index > RaftLog.INVALID_LOG_INDEX) {
            SnapshotInfo taken = hosted.vendor().getLatestSnapshot();
            try {
                put(index, taken);
            } catch (IOException e) {
                forget(taken, e);
                hosted.unsealed(
                        "group " + hosted.seal().id() + " has no snapshot at index " + index + ": " + e.getMessage());
                throw e;
            }
            look();
        }
        return index;
    }

    /** What a machine makes of a full workspace must not close the group. */
    private long takenByMachine() throws IOException {
        try {
            return hosted.vendor().takeSnapshot();
        } catch (IOException | RuntimeException e) {
            try {
                here().workspace().checkRoom(form.disk().steps());
            } catch (IOException full) {
                full.addSuppressed(e);
                forget(null, full);
                hosted.unsealed("group " + hosted.seal().id() + " has no new snapshot: " + full.getMessage());
                throw full;
            }
            throw e;
        }
    }

    private void put(long index, @Nullable SnapshotInfo taken) throws IOException {
        if (taken == null || taken.getIndex() != index) {
            throw refused("the state machine says that it took a snapshot at index " + index + ", and shows " + taken);
        }
        if (index > position()) {
            throw refused("the state machine took a snapshot at index " + index + ", but has been given entries up to "
                    + position() + " only");
        }
        if (!isAt(latest, taken.getTermIndex())) {
            here().workspace().checkRoom(form.disk().steps());
            latest = seal(taken.getTermIndex(), paths(taken));
        }
    }

    /** The files that a machine lists, but for hashes: those tell what is in a file. */
    private List<String> paths(SnapshotInfo vendors) throws IOException {
        Set<String> paths = new TreeSet<>();
        for (FileInfo info : vendors.getFiles()) {
            Path file = info.getPath().toAbsolutePath().normalize();
            if (!file.toString().endsWith(MD5FileUtil.MD5_SUFFIX)) {
                paths.add(path(file));
            }
        }
        return List.copyOf(paths);
    }

    private String path(Path file) throws IOException {
        Path desk = here().desk();
        String path = file.startsWith(desk) ? desk.relativize(file).toString() : "";
        if (!sealed().isPath(path)) {
            throw refused("the state machine's snapshot has the file " + file + ", which is not below " + desk
                    + ", or has a name that the adapter keeps for itself; it cannot be sealed");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !file.toRealPath().equals(file)) {
            throw refused(
                    "the state machine's snapshot has " + file + ", which is no file, or is behind a symbolic link");
        }
        return path;
    }

    private SnapshotInfo seal(TermIndex at, List<String> paths) throws IOException {
        try {
            checkNames(at, paths);
            hosted.sealing(
                    Optional.of(new SnapshotKeyState(at.getIndex(), exported(at.getIndex()), unfinished(at, paths))));
            if (keys().at(at).isPresent()) {
                // What is sealed again may be under a newer DEK than the key state beside it knows.
                KeyFile unused = keys().write(at, exported(at.getIndex()));
            }
            sealed().seal(at, here().desk(), paths);
            KeyFile mark = keys().write(at, exported(at.getIndex()));
            paths.forEach(path -> listed.add(here().desk().resolve(path)));
            return standing(at, paths, mark);
        } catch (RuntimeException e) {
            throw new IOException(
                    "the snapshot of group " + hosted.seal().id() + " at " + at + " is not sealed, and does not count: "
                            + e.getMessage(),
                    e);
        } finally {
            hosted.sealing(Optional.empty());
        }
    }

    /** Where a file of another snapshot would be replaced, a crash would leave neither of them. */
    private void checkNames(TermIndex at, List<String> list) throws IOException {
        Set<String> paths = Set.copyOf(list);
        for (TermIndex other : marks()) {
            for (String path : other.equals(at) ? List.<String>of() : pathsOf(other)) {
                if (paths.contains(path)) {
                    throw refused("the state machine's snapshots at " + other + " and " + at + " both have a file "
                            + path + ": with a workspace, each snapshot needs names of its own");
                }
            }
        }
    }

    /** One whose list does not open is none that could still be opened. */
    private List<String> pathsOf(TermIndex at) {
        try {
            return sealed().paths(at).orElse(List.of());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the list of the snapshot at " + at + " cannot be opened", e);
            return List.of();
        }
    }

    private List<Path> unfinished(TermIndex at, List<String> paths) {
        Path directory = sealed().directory();
        return Stream.concat(Stream.of(sealed().list(at)), paths.stream().map(directory::resolve))
                .flatMap(file -> Stream.of(Disk.unfinished(file), file))
                .toList();
    }

    private SnapshotInfo standing(TermIndex at, List<String> paths, KeyFile mark) {
        Path directory = sealed().directory();
        Stream<Path> files = paths.stream().map(directory::resolve);
        Path list = sealed().list(at);
        return joined(
                at,
                Stream.concat(files, Files.exists(list) ? Stream.of(list) : Stream.empty())
                        .map(file -> new FileInfo(file, null))
                        .toList(),
                mark);
    }

    /** What does not count is in the way of the next one: what it lists, and what is called as Ratis calls snapshots. */
    private void forget(@Nullable SnapshotInfo failed, IOException why) {
        try {
            Set<Path> files = new TreeSet<>();
            for (FileInfo info : failed == null ? List.<FileInfo>of() : failed.getFiles()) {
                files.add(info.getPath().toAbsolutePath().normalize());
            }
            for (Path file : Workspace.files(here().desk())) {
                if (files.contains(file)
                        || NAMED_BY_RATIS
                                .matcher(String.valueOf(file.getFileName()))
                                .lookingAt()) {
                    forget(file);
                }
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        tidy();
    }

    private void forget(Path file) throws IOException {
        if (!isListed(file)) {
            removeCopy(file);
        }
    }

    private static void removeCopy(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(Digests.of(file));
    }

    @Override
    @Nullable
    SnapshotInfo latest() {
        try {
            return isHidden() ? installed(latest) : latest;
        } catch (IOException e) {
            return latest;
        }
    }

    // ---- keeping

    private List<TermIndex> marks() throws IOException {
        return keys().list().stream().map(KeyFile::at).toList();
    }

    @Override
    void cleanUp(int retained) throws IOException {
        forgetOlder();
        if (retained > 0) {
            for (KeyFile old : keys().list().stream().skip(retained).toList()) {
                form.disk().removeDurably(old.path());
                form.disk().remove(Digests.of(old.path()));
            }
            removeSuperseded();
        }
        tidy();
    }

    private void tidy() {
        try {
            sealed().retain(marks(), List.of());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "what is left of older snapshots in " + sealed().directory() + " is not removed", e);
        }
    }

    /** The machine needs the copies of older snapshots no more: they are sealed, or were given up. */
    private void forgetOlder() throws IOException {
        SnapshotInfo newest = latest;
        if (newest != null) {
            Path directory = sealed().directory();
            Set<Path> needed = newest.getFiles().stream()
                    .map(info -> here().desk()
                            .resolve(directory.relativize(info.getPath()).toString()))
                    .collect(Collectors.toSet());
            for (Path file : listed) {
                if (!needed.contains(file)) {
                    removeCopy(file);
                }
            }
            listed.retainAll(needed);
        }
    }

    /** Those that the machine wrote in clear before it had a workspace, as Ratis names them. */
    private void removeSuperseded() throws IOException {
        SnapshotInfo newest = latest;
        for (Path file : newest == null ? List.<Path>of() : sealed().foreign()) {
            String name = String.valueOf(file.getFileName());
            if (isUpTo(SimpleStateMachineStorage.SNAPSHOT_REGEX.matcher(name), newest)
                    || isUpTo(SimpleStateMachineStorage.SNAPSHOT_MD5_REGEX.matcher(name), newest)) {
                form.disk().remove(file);
            }
        }
    }

    private static boolean isUpTo(Matcher name, @Nullable SnapshotInfo newest) {
        return newest != null && name.matches() && Long.parseLong(name.group(2)) <= newest.getIndex();
    }

    /** Tells what is in clear and should not be, once for as long as it is the same. */
    private void look() {
        String text = String.join("; ", found());
        if (!text.isEmpty() && !text.equals(told)) {
            hosted.unsealed("group " + hosted.seal().id() + " has " + text);
        }
        told = text;
    }

    private List<String> found() {
        List<String> found = new ArrayList<>();
        try {
            found.addAll(texts(
                    "files in the workspace that no snapshot has, and that are lost with it: ",
                    Workspace.files(here().workspace().root()),
                    file -> !isListed(file)));
            found.addAll(texts("files in clear beside the snapshots: ", sealed().foreign(), file -> true));
        } catch (IOException e) {
            found.add("files that cannot be looked at: " + e);
        }
        return found;
    }

    private boolean isListed(Path file) {
        return listed.contains(file) || listed.contains(Digests.digested(file));
    }

    private static List<String> texts(String what, Collection<Path> files, Predicate<Path> wanted) {
        List<String> names = files.stream().filter(wanted).map(Path::toString).toList();
        return names.isEmpty() ? List.of() : List.of(what + String.join(", ", names));
    }

    // ---- where

    @Override
    @Nullable
    File snapshotDirectory() {
        Here begun = here;
        return begun == null ? null : begun.sealed().directory().toFile();
    }

    @Override
    @Nullable
    File temporaryDirectory() {
        Here begun = here;
        return begun == null ? null : begun.real().getStorageDir().getTmpDir();
    }

    @Override
    void close() {
        Here begun = here;
        if (begun != null) {
            try {
                begun.workspace().remove();
            } catch (IOException e) {
                hosted.unsealed(
                        "the workspace " + begun.workspace().root() + " is not removed, the next start does it: " + e);
            }
        }
    }
}
