package io.quorumseal.core.internal.member;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Under which DEKs this opening is registered. A registration counts when the very entry that this opening asked for
 * is applied; never because a row shows the same number, which another life of the node may have left. A row that
 * nobody here asked for is such a life's, and proves that this disk was rolled back or copied.
 */
public final class OwnRegistrations {
    private final NodeId node;
    private final long life;
    private final Set<DekId> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<DekId> told = new HashSet<>();
    private final Set<Set<DekId>> preparedBootstraps = new HashSet<>();
    private final Map<GroupId, Proposed> proposed = new HashMap<>();
    private final Map<Sealed, ByteBuffer> sealed = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> proved = CompletableFuture.completedFuture(null);
    private volatile @Nullable DekId sealedLast;
    private volatile boolean heard;
    private int generation;
    private int sent;

    private record Sealed(DekId dek, LocalEpoch opening) {}

    private record Proposed(long term, EncryptionEntry entry) {}

    /**
     * Begins with nothing registered.
     *
     * @param life a random number of this process, by which a leader knows a question that it has answered before
     */
    public OwnRegistrations(NodeId node, long life) {
        this.node = node;
        this.life = life;
    }

    public long life() {
        return life;
    }

    /** The DEKs under which this opening is registered. */
    public Set<DekId> confirmed() {
        return Set.copyOf(confirmed);
    }

    /** The active DEKs under which this opening has to be registered and is not, the raft DEK first. */
    public List<DekId> missing(KeyState state) {
        return missing(state, confirmed);
    }

    /**
     * The same of any opening.
     *
     * @param own the DEKs under which that is registered
     */
    public static List<DekId> missing(KeyState state, Set<DekId> own) {
        return Counted.active(state).stream().filter(dek -> !own.contains(dek)).toList();
    }

    /**
     * The raft DEK that payloads are sealed under: the active one; or, until this opening is registered under that where it
     * has to be, the last one that was active while it was. A rotation holds up no write so. One that was replaced before this opening was
     * registered under it never becomes one: it may be on its way out, and nobody has said that it is needed here.
     */
    public Optional<DekId> sealing(KeyState state) {
        @Nullable DekId active = state.active().get(Purpose.RAFT);
        if (active == null || maySeal(state, active)) {
            return Optional.ofNullable(active);
        }
        return Optional.ofNullable(sealedLast).filter(dek -> state.keys().containsKey(dek));
    }

    /** Remembers what payloads are sealed under now. */
    private void rememberSealing(KeyState state) {
        @Nullable DekId active = state.active().get(Purpose.RAFT);
        if (active != null && maySeal(state, active)) {
            sealedLast = active;
        }
    }

    private boolean maySeal(KeyState state, DekId active) {
        return Counted.isCounted(state, active) ? confirmed.contains(active) : heard;
    }

    /**
     * The leader of the control group has told this process which keys there are, or that there are none, or is this node.
     * Before that, the disk may be an old one: what it has for active may have been retired since, and members that have
     * destroyed it would halt at what is sealed under it.
     */
    public void heard() {
        heard = true;
    }

    /** Whether nothing is sealed for a log before that. */
    public boolean awaitsAnswer(KeyState state) {
        @Nullable DekId active = state.active().get(Purpose.RAFT);
        return active != null && !Counted.isCounted(state, active) && !heard;
    }

    /** Whether it was told in this process. */
    public boolean isHeard() {
        return heard;
    }

    /** This opening told a leader its number for a bootstrap with these two DEKs. */
    public synchronized void prepared(Set<DekId> deks) {
        preparedBootstraps.add(Set.copyOf(deks));
        sent++;
    }

    /** This opening's number is being sent to a leader, who may have used it even if no answer comes. */
    public synchronized int sending() {
        sent++;
        return generation;
    }

    /** Nothing was done with the number that was being sent then. */
    public synchronized void notSent(int then) {
        sent -= then == generation ? 1 : 0;
    }

    public synchronized boolean wasSent() {
        return sent > 0;
    }

    /** Whether it was sent more than once. */
    public synchronized boolean wasSentAgain() {
        return sent > 1;
    }

    /** A new opening number begins: what was sent, or counted, under the old one does not count. */
    public synchronized void raised() {
        generation++;
        sent = 0;
        confirmed.clear();
        sealedLast = null;
        told.clear();
        preparedBootstraps.clear();
    }

    /**
     * Seals this opening's own registration under a DEK, with the count 0 that is kept for it. The bytes are made
     * once: another attempt repeats them, so that the nonce never meets another plaintext.
     */
    public ByteBuffer sealed(Dek dek, Binding log, LocalEpoch opening, ByteBuffer plain) {
        return sealed.computeIfAbsent(new Sealed(dek.id(), opening), first -> {
                    dek.counter().countZero();
                    ByteBuffer out = ByteBuffer.allocate(dek.sealedSize(plain.remaining()));
                    Envelope.seal(dek, 0, log, Envelope.NO_KEY, plain, out);
                    return out.flip();
                })
                .duplicate();
    }

    /** This opening proposes an entry itself; there is one in flight in each group at most. */
    public synchronized void proposing(GroupId group, long term, EncryptionEntry entry) {
        proposed.put(group, new Proposed(term, entry));
        boolean mine = entry.registrations().stream()
                .anyMatch(registration -> registration.node().equals(node));
        sent += mine ? 1 : 0;
    }

    /** Tells which opening number this is about, of those that this process has had. */
    public synchronized int generation() {
        return generation;
    }

    /**
     * A leader answered that it has registered an opening under a DEK. It counts if the registry has that here: the answer
     * brought the key state that it was made in. An answer about an earlier opening number says nothing of this one.
     *
     * @param then the {@link #generation} in which it was asked for
     * @return whether it counts from now on, which was not said before
     */
    public synchronized boolean answered(DekId dek, KeyState state, LocalEpoch opening, int then) {
        return then == generation && confirm(dek, state, opening) && told.add(dek);
    }

    /** An entry was applied. What it registers counts if this opening asked for it. */
    public synchronized void applied(LogPosition at, EncryptionEntry entry, KeyState state, LocalEpoch opening) {
        boolean own = entry instanceof Bootstrap bootstrap
                ? preparedBootstraps.contains(
                        Set.of(bootstrap.storage().id(), bootstrap.raft().id()))
                : new Proposed(at.term(), entry).equals(proposed.get(at.group()));
        for (Registration registration : entry.registrations()) {
            if (own && registration.node().equals(node)) {
                boolean unused = confirm(registration.dek(), state, opening);
            }
        }
    }

    private boolean confirm(DekId dek, KeyState state, LocalEpoch opening) {
        boolean registered = order(state, dek, opening) == 0;
        if (registered) {
            confirmed.add(dek);
        }
        return registered;
    }

    /** How what the registry has of this node under a DEK compares with its opening; less than 0 if it has nothing. */
    private int order(KeyState state, DekId dek, LocalEpoch opening) {
        KeyState.@Nullable Writer row = state.registry().get(new KeyState.Row(dek, node.low16()));
        return row == null || !row.node().equals(node) ? -1 : row.last().compareTo(opening);
    }

    /** What the registry says of this opening. */
    public enum Standing {
        /** Every row that names its number is one that it asked for. */
        PROVED,
        /** A row has its number, which it sent to a leader that has not answered: the row may be its own or another life's. */
        UNPROVED,
        /** Another life of the node has its number or a later one. */
        ANOTHER_LIFE
    }

    /**
     * Looks at what was applied, or taken over, last.
     *
     * @param now gives the key state; it is read under the lock, so that nothing moves back when two look at a time
     */
    public Standing look(Supplier<KeyState> now, LocalEpoch opening) {
        Standing standing = standing(now, opening);
        remember(standing);
        return standing;
    }

    /** Once a leader has registered the number for this process under one DEK, no other life gets it under another. */
    private synchronized Standing standing(Supplier<KeyState> now, LocalEpoch opening) {
        KeyState state = now.get();
        rememberSealing(state);
        Standing standing = Standing.PROVED;
        boolean known = !confirmed.isEmpty();
        for (DekId dek : Counted.live(state)) {
            int order = order(state, dek, opening);
            if (order > 0 || (order == 0 && !known && sent == 0)) {
                return Standing.ANOTHER_LIFE;
            }
            standing = order == 0 && !known ? Standing.UNPROVED : standing;
        }
        return standing;
    }

    /** Who waits goes on outside of the lock. */
    private void remember(Standing standing) {
        CompletableFuture<Void> before = proved;
        if (standing == Standing.PROVED) {
            before.complete(null);
        } else if (before.isDone()) {
            proved = new CompletableFuture<>();
        }
    }

    /** Whether a row may be another life's, as far as was looked. */
    public boolean isUnproved() {
        return !proved.isDone();
    }

    /** Refuses to seal what can wait while a row may be another life's. */
    public void checkProved() {
        if (isUnproved()) {
            throw new RetryableException(
                    RetryableException.Reason.NOT_REGISTERED,
                    "a registration with this opening's number is applied that no leader has confirmed; nothing that can"
                            + " wait is sealed before one does");
        }
    }

    /** Completes when no row may be another life's any more. */
    public CompletionStage<Void> proved() {
        return proved;
    }
}
