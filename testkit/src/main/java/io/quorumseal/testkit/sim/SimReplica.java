package io.quorumseal.testkit.sim;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Holding;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore.Stored;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** One node's part in one group: what its disk holds, and what its server does while it runs. */
public final class SimReplica {
    private final SimGroup group;
    private final SimNode node;

    // On disk.
    private final SimLog log = new SimLog();
    private SimSnapshot snapshot = SimSnapshot.NONE;
    private SimSnapshot checkpoint = SimSnapshot.NONE;

    // In memory.
    private Optional<GroupSeal> seal = Optional.empty();
    private Map<String, StoredValue> values = new HashMap<>();
    private long applied;
    private long committed;
    private long leadsTerm;
    private long readyAt;
    private Optional<CompletableFuture<Void>> stall = Optional.empty();
    private Optional<CompletableFuture<Void>> installing = Optional.empty();
    private Optional<QuorumSealException> halt = Optional.empty();
    private final Deque<Asked> asked = new ArrayDeque<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private boolean refuseAfterBytes;
    private byte[] refused = {};
    private boolean resigning;
    private boolean appendsHeld;
    private boolean closed;
    private Optional<String> poison = Optional.empty();

    private record Asked(Proposal proposal, CompletableFuture<LogPosition> outcome) {}

    private record Awaited(LogPosition position, CompletableFuture<LogPosition> outcome) {}

    /** The vendor's code fails at an entry: the engine then closes the group. */
    private static final class Poisoned extends RuntimeException {
        private static final long serialVersionUID = 1;

        Poisoned(String key) {
            super("the vendor's state machine fails at " + key);
        }
    }

    SimReplica(SimGroup group, SimNode node) {
        this.group = group;
        this.node = node;
    }

    public SimGroup group() {
        return group;
    }

    public SimNode node() {
        return node;
    }

    public SimLog log() {
        return log;
    }

    public long applied() {
        return applied;
    }

    long leadsTerm() {
        return leadsTerm;
    }

    public Map<String, StoredValue> values() {
        return values;
    }

    public Optional<QuorumSealException> halt() {
        return halt;
    }

    public boolean stalled() {
        return stall.isPresent();
    }

    boolean running() {
        return seal.isPresent() && !closed;
    }

    SimSnapshot snapshot() {
        return snapshot;
    }

    /** Puts other files in the place of the snapshot's, while the node is down. */
    void exchangeSnapshot(SimSnapshot other) {
        snapshot = other;
    }

    // ---- start and end

    /** Where the state machine begins again. */
    SimSnapshot base(SimNode.From from) {
        return switch (from) {
            case CHECKPOINT -> checkpoint;
            case SNAPSHOT -> snapshot;
            case BEGINNING -> log.purged() == 0 ? SimSnapshot.NONE : snapshot;
        };
    }

    Recovered recovered(SimNode.From from) {
        long start = base(from).index();
        return new Recovered(group.id(), node.logOf(group), start, log.purged(), carried(), logged(start));
    }

    /** The committed entries that this log has behind where the state machine begins again: they are applied then. */
    public List<SimEntry> toApply(SimNode.From from) {
        long begin = base(from).index();
        return log.entries().stream()
                .filter(entry -> entry.index() > begin && entry.index() <= group.committed())
                .toList();
    }

    void start(QuorumSeal runtime, SimNode.From from) {
        SimSnapshot base = base(from);
        values = new HashMap<>(base.values());
        applied = base.index();
        committed = applied;
        GroupSeal opener = runtime.group(group.id().name());
        seal = Optional.of(opener);
        opener.leadershipChanged();
    }

    /** Has the vendor's apply throw at a key, until that is taken back. */
    public void throwAt(Optional<String> key) {
        poison = key;
    }

    /** Whether the vendor's apply is to throw at some key. */
    public boolean isPoisoned() {
        return poison.isPresent();
    }

    /** Ends the group on this node while its process goes on: it takes part in nothing, and its files stay. */
    public void close() {
        closed = true;
        follow();
        asked.clear();
        resigning = false;
    }

    public boolean isClosed() {
        return closed;
    }

    /** The process is gone; the disk stays. */
    void end() {
        closed = false;
        seal = Optional.empty();
        leadsTerm = 0;
        stall = Optional.empty();
        installing = Optional.empty();
        halt = Optional.empty();
        asked.clear();
        awaited.clear();
        resigning = false;
        refuseAfterBytes = false;
    }

    // ---- leading

    void lead(long term) {
        leadsTerm = term;
        readyAt = log.lastIndex() + 1;
        log.append(new SimEntry(term, readyAt, true, new byte[0]));
        seal.ifPresent(GroupSeal::leadershipChanged);
    }

    void follow() {
        if (leadsTerm != 0) {
            leadsTerm = 0;
            seal.ifPresent(GroupSeal::leadershipChanged);
        }
    }

    /** Gives up leading; who leads next is for the test to say. */
    void stepDown() {
        resigning = leadsTerm != 0;
    }

    /** Does what was asked for by {@link #stepDown}, once another voter has all entries. */
    boolean resign() {
        boolean due = resigning && leadsTerm != 0 && group.hasTwin(this);
        resigning &= leadsTerm != 0 && !due;
        if (due) {
            follow();
        }
        return due;
    }

    public Leadership leadership() {
        return leadsTerm == 0
                ? new Leadership.Following()
                : new Leadership.Leading(leadsTerm, applied >= readyAt, log.lastIndex());
    }

    CompletionStage<LogPosition> propose(Proposal proposal) {
        CompletableFuture<LogPosition> outcome = new CompletableFuture<>();
        asked.add(new Asked(proposal, outcome));
        return outcome;
    }

    /** Keeps what the runtime proposes here from being appended, also while this replica does not lead; or ends that. */
    void holdAppends(boolean on) {
        appendsHeld = on;
    }

    /** Appends what the runtime proposed; tells whether there was anything. */
    boolean appendAsked() {
        Asked next = appendsHeld ? null : asked.poll();
        if (next == null) {
            return false;
        }
        try {
            awaited.add(new Awaited(append(next.proposal()), next.outcome()));
        } catch (RuntimeException refused) {
            next.outcome().completeExceptionally(refused);
        }
        return true;
    }

    /** Makes the next append fail after the proposal was asked for its bytes. */
    public void refuseAfterBytes() {
        refuseAfterBytes = true;
    }

    /** Ends what {@link #refuseAfterBytes} began. */
    public void takeEntries() {
        refuseAfterBytes = false;
    }

    public boolean isToRefuse() {
        return refuseAfterBytes;
    }

    /** The bytes that the refused append would have had. */
    byte[] refused() {
        return refused;
    }

    LogPosition append(Proposal proposal) {
        try (proposal) {
            if (leadsTerm == 0) {
                throw new RetryableException(RetryableException.Reason.GATE_CLOSED, node.name() + " does not lead");
            }
            long index = log.lastIndex() + 1;
            byte[] bytes = copied(decided(proposal, index));
            if (bytes.length > proposal.maxSize()) {
                throw new IllegalStateException("longer than announced: " + bytes.length);
            }
            if (refuseAfterBytes) {
                refuseAfterBytes = false;
                refused = bytes;
                throw new RetryableException(RetryableException.Reason.BUSY, "the log does not take the entry");
            }
            log.append(new SimEntry(leadsTerm, index, false, bytes));
            node.cluster().watch().appended(this, proposal.term(), log.at(index));
            return new LogPosition(group.id(), leadsTerm, index);
        }
    }

    private ByteBuffer decided(Proposal proposal, long index) {
        if (node.cluster().append() == Engine.Append.INDEX_KNOWN) {
            proposal.recheck(leadsTerm);
            return proposal.bytesAt(leadsTerm, index);
        }
        if (proposal.term() != leadsTerm) {
            throw new RetryableException(RetryableException.Reason.TERM_CHANGED, "the term is " + leadsTerm);
        }
        return proposal.bytes();
    }

    private static byte[] copied(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    // ---- following

    /** Takes over the leader's log, up to a number of entries at a time; tells whether anything changed. */
    boolean receive(SimReplica leader, int most) {
        follow();
        if (installing.isPresent()) {
            return false;
        }
        if (!reaches(leader.log)) {
            return install(leader.snapshot);
        }
        int taken = 0;
        for (long index = Math.max(leader.log.purged(), matched(leader)) + 1;
                index <= leader.log.lastIndex() && taken < most;
                index++) {
            taken += take(leader.log.at(index)) ? 1 : 0;
        }
        return learn(Math.min(group.committed(), matched(leader))) || taken > 0;
    }

    /** Whether this log has the entry behind which the leader's begins. */
    private boolean reaches(SimLog theirs) {
        long begin = theirs.purged();
        return begin <= log.purged() || (begin <= log.lastIndex() && log.termAt(begin) == theirs.termAt(begin));
    }

    /** Up to where both logs are the same: entries of one term and index have the same ones before them. */
    private long matched(SimReplica leader) {
        long index = Math.min(log.lastIndex(), leader.log.lastIndex());
        while (index > log.purged() && log.at(index).term() != leader.log.termAt(index)) {
            index--;
        }
        return index;
    }

    private boolean take(SimEntry entry) {
        if (log.holds(entry)) {
            return false;
        }
        if (entry.index() <= log.lastIndex()) {
            if (entry.index() <= committed) {
                throw new IllegalStateException("a committed entry is to be truncated: " + entry.index());
            }
            log.truncateFrom(entry.index());
            node.cluster().watch().truncated(this);
            failAwaitedFrom(entry.index());
        }
        log.append(entry);
        return true;
    }

    private void failAwaitedFrom(long index) {
        for (Awaited gone : List.copyOf(awaited)) {
            if (gone.position().index() >= index) {
                awaited.remove(gone);
                gone.outcome().completeExceptionally(new IllegalStateException("truncated: " + gone.position()));
            }
        }
    }

    boolean learn(long commit) {
        boolean more = commit > committed;
        committed = Math.max(committed, commit);
        return more;
    }

    /** The files of the snapshot are there before it is looked into, as in an engine that then loads it. */
    private boolean install(SimSnapshot theirs) {
        log.resetTo(theirs.term(), theirs.index());
        failAwaitedFrom(0);
        snapshot = theirs;
        checkpoint = theirs;
        stall = Optional.empty();
        installing =
                seal.map(s -> s.importState(theirs.keyState(), theirs.index()).toCompletableFuture());
        return true;
    }

    // ---- applying

    /** Does one thing that applying can do now; tells whether there was one. */
    public boolean applyNext() {
        if (seal.isEmpty() || closed || halt.isPresent()) {
            return false;
        }
        if (installing.isPresent()) {
            return installed(installing.get());
        }
        if (stall.isPresent() && !stall.get().isDone()) {
            return false;
        }
        stall = Optional.empty();
        return applied < committed && applied(log.at(applied + 1), seal.get());
    }

    private boolean installed(CompletableFuture<Void> done) {
        if (!done.isDone()) {
            return false;
        }
        installing = Optional.empty();
        if (done.isCompletedExceptionally()) {
            halt = Optional.of(new HaltApplyException(HaltApplyException.Reason.FORBIDDEN, "import failed: " + done));
        } else {
            values = new HashMap<>(snapshot.values());
            applied = snapshot.index();
            learn(applied);
        }
        return true;
    }

    private boolean applied(SimEntry entry, GroupSeal opener) {
        LogPosition position = new LogPosition(group.id(), entry.term(), entry.index());
        try {
            if (!entry.own() && !opened(opener.open(position, entry.payload()), entry.index())) {
                return false;
            }
        } catch (HaltApplyException | io.quorumseal.api.RejectedException e) {
            halt = Optional.of(e);
            return true;
        } catch (Poisoned e) {
            node.runtime().halted(group.id(), String.valueOf(e.getMessage()));
            close();
            return true;
        }
        applied = entry.index();
        settle(position);
        if (leadsTerm != 0 && applied == readyAt) {
            opener.leadershipChanged();
        }
        return true;
    }

    private boolean opened(Opened opened, long index) {
        if (opened instanceof Opened.NotYet notYet) {
            stall = Optional.of(notYet.retry().toCompletableFuture());
            return false;
        }
        if (opened instanceof Opened.Payload payload) {
            store(VendorPayload.parse(payload.plaintext()));
        } else {
            EncryptionEntry entry = ((Opened.Ours) opened).entry();
            group.countApplied(entry, index);
            node.cluster().watch().applied(this, index, entry);
        }
        return true;
    }

    private void store(VendorPayload payload) {
        if (poison.filter(payload.key()::equals).isPresent()) {
            throw new Poisoned(payload.key());
        }
        StoredValue stored = node.runtime()
                .values(scope())
                .seal(storageKey(payload.key()), ByteBuffer.wrap(payload.value().getBytes(VendorPayload.CHARSET)));
        boolean mustBeSealed = node.runtime().status().keys().storageCutover().isPresent();
        if (mustBeSealed && !stored.sealed()) {
            throw new IllegalStateException("a value was stored in cleartext behind the storage cutover");
        }
        values.put(payload.key(), stored);
    }

    private String scope() {
        return node.cluster().isScoped() ? group.id().name() : "";
    }

    private ByteBuffer storageKey(String key) {
        return ByteBuffer.wrap((group.id() + "/" + key).getBytes(VendorPayload.CHARSET));
    }

    private void settle(LogPosition position) {
        Iterator<Awaited> each = List.copyOf(awaited).iterator();
        while (each.hasNext()) {
            Awaited one = each.next();
            if (one.position().equals(position)) {
                awaited.remove(one);
                one.outcome().complete(position);
            }
        }
    }

    /** Opens every value that the state machine holds. */
    Map<String, String> openedValues() {
        Map<String, String> opened = new HashMap<>();
        values.forEach((key, value) -> opened.put(
                key, new String(node.runtime().values(scope()).open(storageKey(key), value), VendorPayload.CHARSET)));
        return opened;
    }

    // ---- snapshots

    /** Makes what was applied durable without a snapshot, as a store does that keeps its applied index. */
    public void checkpoint() {
        checkpoint = new SimSnapshot(log.termAt(applied), applied, values, new byte[0]);
    }

    public void takeSnapshot() {
        snapshot = new SimSnapshot(
                log.termAt(applied), applied, values, seal.orElseThrow().exportState(applied));
        checkpoint = snapshot;
    }

    public void purge() {
        if (snapshot.index() > log.purged()) {
            log.purgeThrough(snapshot.index());
        }
    }

    Holding holding() {
        return new Holding(logged(Long.MAX_VALUE), carried().stream().toList());
    }

    private List<Logged> logged(long last) {
        return log.entries().stream()
                .filter(entry -> !entry.own() && entry.index() <= last)
                .map(entry -> new Logged(entry.term(), entry.index(), entry.bytes()))
                .toList();
    }

    private Optional<SnapshotKeyState> carried() {
        return snapshot.index() == 0
                ? Optional.empty()
                : Optional.of(new SnapshotKeyState(snapshot.index(), snapshot.keyState()));
    }

    void compact() {
        if (canSnapshot()) {
            takeSnapshot();
            purge();
        }
    }

    // ---- rewriting

    Stream<Stored> stored() {
        return List.copyOf(values.entrySet()).stream()
                .map(entry -> new Stored(scope(), storageKey(entry.getKey()).array(), entry.getValue()));
    }

    boolean replace(String key, StoredValue seen, StoredValue renewed) {
        return values.replace(key, seen, renewed);
    }

    /** The vendor's store goes on where the engine has closed the group. */
    boolean canCheckpoint() {
        return seal.isPresent() && installing.isEmpty();
    }

    public boolean canSnapshot() {
        return canCheckpoint() && !closed && applied > log.purged();
    }
}
