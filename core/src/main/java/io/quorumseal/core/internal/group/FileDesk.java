package io.quorumseal.core.internal.group;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.SealedFile;
import io.quorumseal.core.SealedFiles;
import io.quorumseal.core.SealedWriter;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.disk.ChannelRead;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.FileOps.ReadFile;
import io.quorumseal.core.internal.file.ChannelTarget;
import io.quorumseal.core.internal.file.Copies;
import io.quorumseal.core.internal.file.FileHeader;
import io.quorumseal.core.internal.file.FileWriter;
import io.quorumseal.core.internal.file.Folders;
import io.quorumseal.core.internal.file.Look;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.FileCipher;
import io.quorumseal.core.internal.key.Lease;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Stalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens files under the node's storage DEKs, and knows what of them stands below its folders.
 *
 * <p>What is being written or read has a lease of its DEK. A writer takes it first and looks second whether that DEK is
 * still active; who asks what needs a DEK looks first whether it is still active, then at the leases, and then at the files:
 * so no file under it can come after that.
 */
public final class FileDesk implements SealedFiles {
    private static final String IN_USE = "sealed files under it are being written or read; close them";
    private static final String UNDER_IT = " sealed files are under it";

    private final Node node;
    private final Membership membership;
    private final FileOps ops;
    private final Folders folders;
    private final AtomicInteger clearWriters = new AtomicInteger();
    private final NamedTargets targets;
    private volatile Optional<Status.Files> seen = Optional.empty();

    public FileDesk(Node node, Membership membership, FileOps ops, Folders folders) {
        this.node = node;
        this.membership = membership;
        this.ops = ops;
        this.folders = folders;
        this.targets = new NamedTargets(ops, membership, node.config().random());
    }

    // ---- writing

    @Override
    public SealedWriter create(Path file, String role) throws IOException {
        Place place = place(file);
        return begun(role, Optional.of(place.folder()), release -> targets.of(place.path(), release));
    }

    @Override
    public SealedWriter create(WritableByteChannel to, String role) throws IOException {
        return begun(role, Optional.empty(), release -> new ChannelTarget(to, release));
    }

    /** Makes where a file goes. */
    private interface Targets {
        FileWriter.Target make(Runnable release) throws IOException;
    }

    private SealedWriter begun(String role, Optional<String> folder, Targets targetsOf) throws IOException {
        membership.checkNotRefused();
        Dek.checkRole(role);
        Optional<Lease> lease = leaseOrClear();
        if (lease.isEmpty()) {
            return begun(clearWriters::decrementAndGet, targetsOf, target -> {
                folder.ifPresent(this::clearBeginsAgain);
                return FileWriter.clear(target);
            });
        }
        DekId dek = lease.get().dek().id();
        FileCipher cipher = cipher(lease.get(), role);
        Runnable release = () -> {
            cipher.close();
            lease.get().close();
        };
        return begun(release, targetsOf, target -> FileWriter.sealed(dek, cipher, target));
    }

    /** Writes how a file begins. */
    private interface Beginning {
        FileWriter write(FileWriter.Target target) throws IOException;
    }

    private static SealedWriter begun(Runnable release, Targets targetsOf, Beginning beginning) throws IOException {
        FileWriter.Target target;
        try {
            target = targetsOf.make(release);
        } catch (IOException | RuntimeException | Error e) {
            release.run();
            throw e;
        }
        try {
            return beginning.write(target);
        } catch (IOException | RuntimeException | Error e) {
            try {
                target.discard();
            } finally {
                target.release();
            }
            throw e;
        }
    }

    private static FileCipher cipher(Lease lease, String role) {
        try {
            return lease.dek().sealFile(FileHeader.sealed(lease.dek().id()), role);
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    /** Takes a lease of the active DEK; where values are not sealed yet, none, and a file in clear counts as being written. */
    private Optional<Lease> leaseOrClear() {
        while (true) {
            KeyState state = node.state();
            if (state.storageCutover().isEmpty()) {
                clearWriters.incrementAndGet();
                if (node.state().storageCutover().isEmpty()) {
                    return Optional.empty();
                }
                clearWriters.decrementAndGet();
                continue;
            }
            Dek dek = active(state).orElseThrow(Stalls::closedError);
            if (!dek.sealsFiles()) {
                throw new RejectedException(
                        Reason.BAD_REQUEST,
                        "the active storage DEK " + dek.id() + " is of cipher suite " + dek.suite()
                                + ", under which no file is sealed: nothing was written. Raise the cluster to suite 2"
                                + " first: \"raise storage\", or Admin.raise");
            }
            Optional<Lease> lease = leased(dek);
            if (lease.isPresent()) {
                return lease;
            }
        }
    }

    private Optional<Dek> active(KeyState state) {
        return state.activeDek(Purpose.STORAGE).flatMap(node.keyring()::find);
    }

    /** Nothing if the DEK is not the active one any more. */
    private Optional<Lease> leased(Dek dek) {
        try {
            Lease lease = dek.lease();
            if (isActive(dek.id())) {
                return Optional.of(lease);
            }
            lease.close();
        } catch (RejectedException closed) {
            if (isActive(dek.id())) {
                throw closed;
            }
        }
        return Optional.empty();
    }

    private boolean isActive(DekId dek) {
        return node.state().activeDek(Purpose.STORAGE).equals(Optional.of(dek));
    }

    @Override
    public void seal(Path plain, Path sealed, String role, Progress progress) throws IOException {
        try (ReadFile in = ops.open(plain);
                SealedWriter out = create(sealed, role)) {
            Copies.copy(in, out, progress);
            out.commit();
        }
    }

    // ---- reading

    @Override
    public SealedFile open(Path file, String role) throws IOException {
        Place place = place(file);
        return opening(Optional.of(place.folder())).open("file " + place.path(), ops.open(place.path()), role);
    }

    @Override
    public SealedFile open(SeekableByteChannel from, String role) throws IOException {
        return opening(Optional.empty()).open("the file", new ChannelRead(from), role);
    }

    @Override
    public InputStream read(ReadableByteChannel from, String role) throws IOException {
        return opening(Optional.empty()).read("the file", from, role);
    }

    private FileOpening opening(Optional<String> folder) {
        boolean unused = membership.whileOpen(() -> true);
        return new FileOpening(
                node.keyring(), node::state, "node " + node.config().node(), () -> clearRefused(folder));
    }

    @Override
    public void unseal(Path sealed, String role, Path plain, Progress progress) throws IOException {
        try (SealedFile in = open(sealed, role)) {
            Copies.copyOut(in, ops, plain, progress);
        }
    }

    /** Where a file is, or is to be: the directory without symbolic links. */
    private record Place(String folder, Path path) {}

    private Place place(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        @Nullable Path parent = absolute.getParent();
        @Nullable Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new RejectedException(Reason.BAD_REQUEST, file + " is no file's name");
        }
        if (Folders.isOwn(name)) {
            throw new RejectedException(
                    Reason.BAD_REQUEST,
                    file + " has a name that is kept for files that are not finished; take another");
        }
        Path directory = ops.real(parent);
        String folder = folders.holding(directory)
                .orElseThrow(() -> new RejectedException(
                        Reason.BAD_REQUEST,
                        file + " is not below a folder of sealed files, so nobody would know which DEK it needs."
                                + (folders.any() ? " The folders are " + folders.places() + ";" : " None is named;")
                                + " name one with sealedFiles(…), or use a channel"));
        return new Place(folder, directory.resolve(name));
    }

    // ---- what there is

    @Override
    public List<Older> older() throws IOException {
        Look look = look();
        if (!look.unreadable().isEmpty()) {
            throw new IOException(String.join("; ", look.unreadable()));
        }
        KeyState state = node.state();
        if (state.storageCutover().isEmpty()) {
            return List.of();
        }
        return look.files().stream()
                .filter(found -> isOlder(found, state))
                .map(found -> new Older(found.file(), found.header().dek(), found.size()))
                .toList();
    }

    private static boolean isOlder(Look.Found found, KeyState state) {
        Optional<DekId> dek = found.header().dek();
        return found.isClear() || (dek.isPresent() && !dek.equals(state.activeDek(Purpose.STORAGE)));
    }

    /** What is not under the active DEK, for people; nothing if all is. */
    public String left() {
        try {
            List<Older> older = older();
            return older.isEmpty()
                    ? ""
                    : older.size() + " sealed files are in clear or under older DEKs, such as "
                            + older.get(0).file()
                            + "; write them again, or remove them: SealedFiles.older() lists them";
        } catch (IOException e) {
            return "not all sealed files can be looked at: " + e.getMessage();
        }
    }

    private Look look() {
        Look look = folders.look();
        if (folders.any()) {
            seen = Optional.of(counted(look));
        }
        return look;
    }

    private Status.Files counted(Look look) {
        SortedMap<DekId, Status.Amount> sealed = new TreeMap<>();
        Status.Amount clear = Status.Amount.NONE;
        for (Look.Found found : look.files()) {
            found.header()
                    .dek()
                    .ifPresent(dek -> sealed.merge(dek, Status.Amount.NONE.plus(found.size()), Status.Amount::plus));
            clear = found.isClear() ? clear.plus(found.size()) : clear;
        }
        return new Status.Files(
                sealed, clear, look.unreadable(), node.config().clock().instant());
    }

    /** What was found when somebody looked last. */
    public Optional<Status.Files> seen() {
        return seen;
    }

    /** Looks in the background, and removes what an earlier opening did not finish. */
    public void begin() {
        if (folders.any()) {
            node.background().run(() -> {
                List<String> failures = folders.removeUnfinished(targets::isBeingWritten);
                if (!failures.isEmpty()) {
                    node.config().tell(Event.TROUBLE, "sealed files: " + String.join("; ", failures));
                }
                Look unused = look();
            });
        }
    }

    /** What of the files needs a DEK that is not active any more. */
    public List<String> needing(DekId dek) {
        boolean sealsNone =
                node.keyring().find(dek).filter(known -> !known.sealsFiles()).isPresent();
        if (sealsNone || (!folders.any() && !isInUse(dek))) {
            return List.of();
        }
        List<String> needs = new ArrayList<>();
        if (isInUse(dek)) {
            needs.add(IN_USE);
        }
        Look look = look();
        look.unreadable().forEach(text -> needs.add("a sealed file under it may be where " + text));
        long under = look.under(dek);
        if (under > 0) {
            needs.add(under + UNDER_IT + ", such as "
                    + look.exampleUnder(dek).orElseThrow()
                    + "; write them again, or remove them: SealedFiles.older() lists them");
        }
        return needs;
    }

    /** What needed it when somebody looked last. */
    public List<String> needingAsSeen(DekId dek) {
        List<String> needs = new ArrayList<>();
        if (isInUse(dek)) {
            needs.add(IN_USE);
        }
        seen.map(known -> known.sealed().getOrDefault(dek, Status.Amount.NONE))
                .filter(under -> under.values() > 0)
                .ifPresent(under -> needs.add(under.values() + UNDER_IT));
        return needs;
    }

    private boolean isInUse(DekId dek) {
        return node.keyring().find(dek).filter(Dek::inUse).isPresent();
    }

    /** How a file of the engine's begins; it is no file of ours if it cannot be read. */
    public FileHeader headerOf(Path file) throws IOException {
        return FileHeader.of(ops, file);
    }

    // ---- in clear

    /**
     * Why a file in clear is refused, for people. What comes through a channel is of no folder; it may be a snapshot from
     * before the cutover, as long as values may be in clear.
     */
    private Optional<String> clearRefused(Optional<String> folder) {
        if (folder.isPresent()) {
            return folder.filter(this::isClearRefused).map(name -> "no file below " + name + " is");
        }
        return node.isCleartextRefused() ? Optional.of("no value is") : Optional.empty();
    }

    private boolean isClearRefused(String folder) {
        return node.keeper().current().local().folders().getOrDefault(folder, false);
    }

    /** Has files in clear refused in each folder that has none, and says where there are some; nothing without folders. */
    public synchronized String endClear() {
        KeyState state = node.state();
        if (!folders.any() || state.storageCutover().isEmpty()) {
            return "";
        }
        List<String> open = folders.names().stream()
                .filter(folder -> !isClearRefused(folder))
                .toList();
        if (open.isEmpty()) {
            return "";
        }
        if (clearWriters.get() > 0) {
            return "files in clear are still read: some are being written";
        }
        Look look = look();
        if (!look.unreadable().isEmpty()) {
            return "files in clear are still read: " + String.join("; ", look.unreadable());
        }
        List<String> left = new ArrayList<>();
        for (String folder : open) {
            long clear = look.clearIn(folder);
            if (clear == 0) {
                refuseClear(folder, true);
            } else {
                left.add(clear + " below " + folder + " are in clear; write them again, or remove them");
            }
        }
        return left.isEmpty() ? "" : "files in clear are still read: " + String.join("; ", left);
    }

    /** Values are in clear again, as in a new log: what is written now has to be read. */
    private synchronized void clearBeginsAgain(String folder) {
        if (isClearRefused(folder)) {
            refuseClear(folder, false);
        }
    }

    private void refuseClear(String folder, boolean refused) {
        var unused = node.keeper().update(sidecar -> {
            SortedMap<String, Boolean> next = new TreeMap<>(sidecar.local().folders());
            next.put(folder, refused);
            return sidecar.with(sidecar.local().withFolders(next));
        });
    }
}
