package io.quorumseal.core.internal.clean;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Holding;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.LogStatus;
import io.quorumseal.core.LogStatus.Payloads;
import io.quorumseal.core.LogStatus.Snapshot;
import io.quorumseal.core.internal.file.FileHeader;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.group.FileDesk;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Looks through logs and snapshots, and remembers of each group what was found last. */
final class Looks {
    /** For so long a new opening is left alone. */
    static final int FIRST_LOOK_SECONDS = 60;

    /** Nobody looks more often just to see. */
    static final int BETWEEN_LOOKS_SECONDS = 600;

    /** Looking just to see takes no greater part of the time than one of so many. */
    static final int PARTS_OF_THE_TIME = 100;

    private final Node node;
    private final FileDesk files;
    private final Map<GroupId, LogStatus> found = new ConcurrentHashMap<>();
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile Instant due;

    Looks(Node node, FileDesk files) {
        this.node = node;
        this.files = files;
        this.due = node.config().clock().instant().plusSeconds(FIRST_LOOK_SECONDS);
    }

    /** What was found last. */
    Optional<LogStatus> last(GroupId group) {
        return Optional.ofNullable(found.get(group));
    }

    /** Goes through the log once: it may be long. */
    LogStatus through(GroupRuntime group, Holding holding) {
        Walk walk = new Walk(group.cutover().orElse(Long.MAX_VALUE));
        holding.entries().forEach(walk::meet);
        LogStatus seen = new LogStatus(
                walk.sealed,
                walk.cleartext,
                walk.unreadable,
                snapshots(holding),
                node.config().clock().instant());
        found.put(group.id(), seen);
        return seen;
    }

    /** What is found on the way. */
    private static final class Walk {
        private final long cutover;
        private final SortedMap<DekId, Payloads> sealed = new TreeMap<>();
        private Payloads cleartext = Payloads.NONE;
        private Payloads unreadable = Payloads.NONE;

        Walk(long cutover) {
            this.cutover = cutover;
        }

        void meet(Logged logged) {
            Payloads one = new Payloads(1, logged.payload().length, logged.index());
            ByteBuffer payload = ByteBuffer.wrap(logged.payload());
            if (logged.index() > cutover) {
                Envelope.named(payload)
                        .ifPresentOrElse(
                                dek -> sealed.merge(dek, one, Payloads::plus), () -> unreadable = unreadable.plus(one));
            } else if (!EntryFrame.isOurs(payload)) {
                cleartext = cleartext.plus(one);
            }
        }
    }

    /** Looks at the snapshots only. */
    List<Snapshot> snapshots(Holding holding) {
        return holding.snapshots().stream().map(this::snapshot).toList();
    }

    private Snapshot snapshot(SnapshotKeyState snapshot) {
        Optional<SealedState> state = Optional.of(snapshot)
                .filter(SnapshotKeyState::hasState)
                .map(with -> SealedState.decode(with.state(), with.index()));
        Set<DekId> under = new TreeSet<>();
        long clear = 0;
        for (Path file : snapshot.sealed()) {
            Optional<FileHeader> header = header(file);
            header.flatMap(FileHeader::dek).ifPresent(under::add);
            clear += header.filter(of -> of.dek().isEmpty()).isPresent() ? 1 : 0;
        }
        return new Snapshot(
                snapshot.index(),
                state.flatMap(SealedState::signer),
                under,
                clear,
                state.filter(SealedState::valuesSealed).isPresent());
    }

    /** One that vanished went with its snapshot. */
    private Optional<FileHeader> header(Path file) {
        try {
            return Optional.of(files.headerOf(file));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- just to see

    /** Has all groups looked at in the background if that is due. */
    void refresh(Supplier<Collection<GroupRuntime>> groups) {
        boolean isDue = node.state().bootstrapped()
                && !node.config().clock().instant().isBefore(due)
                && underWay.compareAndSet(false, true);
        if (isDue) {
            node.background().run(() -> look(groups));
        }
    }

    private void look(Supplier<Collection<GroupRuntime>> groups) {
        long begun = System.nanoTime();
        try {
            groups.get().forEach(this::look);
        } finally {
            long rest = Duration.ofNanos(System.nanoTime() - begun)
                    .multipliedBy(PARTS_OF_THE_TIME)
                    .toSeconds();
            due = node.config().clock().instant().plusSeconds(Math.max(rest, BETWEEN_LOOKS_SECONDS));
            underWay.set(false);
        }
    }

    /** What cannot be looked at now stays as it was seen. */
    private void look(GroupRuntime group) {
        try {
            LogStatus unused = through(group, node.config().engine().holding(group.id()));
        } catch (RuntimeException notNow) {
            // Whoever needs to know looks for himself, and says so.
        }
    }
}
