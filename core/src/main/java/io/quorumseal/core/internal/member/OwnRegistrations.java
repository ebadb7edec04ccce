package io.quorumseal.core.internal.member;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Registration;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Under which DEKs this opening is registered. A registration counts when the very entry that this opening asked for
 * is applied; never because a row shows the same number, which another life of the node may have left.
 */
public final class OwnRegistrations {
    private final NodeId node;
    private final Set<DekId> confirmed = ConcurrentHashMap.newKeySet();
    private final Map<DekId, LogPosition> awaited = new HashMap<>();
    private final Set<Set<DekId>> preparedBootstraps = new HashSet<>();
    private final Map<GroupId, Proposed> proposed = new HashMap<>();
    private final Map<Sealed, ByteBuffer> sealed = new ConcurrentHashMap<>();
    private int generation;
    private int sent;

    private record Sealed(DekId dek, LocalEpoch opening) {}

    private record Proposed(long term, EncryptionEntry entry) {}

    public OwnRegistrations(NodeId node) {
        this.node = node;
    }

    public boolean confirmed(DekId dek) {
        return confirmed.contains(dek);
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

    /** A new opening number begins: what was sent, or counted, under the old one does not count. */
    public synchronized void raised() {
        generation++;
        sent = 0;
        confirmed.clear();
        awaited.clear();
        preparedBootstraps.clear();
    }

    /**
     * Seals this opening's own registration under a DEK, with the count 0 that is kept for it. The bytes are made
     * once: another attempt repeats them, so that the nonce never meets another plaintext.
     */
    public ByteBuffer sealed(Dek dek, LocalEpoch opening, ByteBuffer plain) {
        return sealed.computeIfAbsent(new Sealed(dek.id(), opening), first -> {
                    dek.counter().countZero();
                    ByteBuffer out = ByteBuffer.allocate(dek.sealedSize(plain.remaining()));
                    Envelope.seal(dek, 0, Binding.RAFT, Envelope.NO_KEY, plain, out);
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
     * A leader answered that a registration stands at a position; it counts once {@code applied} has got there. An answer
     * about an earlier opening number says nothing of this one.
     *
     * @param then the {@link #generation} in which it was asked for
     */
    public synchronized void answered(DekId dek, LogPosition at, long applied, int then) {
        if (then != generation) {
            return;
        }
        if (applied >= at.index()) {
            confirmed.add(dek);
        } else {
            awaited.put(dek, at);
        }
    }

    /** An entry is being applied. */
    public synchronized void applying(LogPosition at, EncryptionEntry entry, LocalEpoch opening) {
        boolean own = entry instanceof Bootstrap bootstrap
                ? preparedBootstraps.contains(
                        Set.of(bootstrap.storage().id(), bootstrap.raft().id()))
                : new Proposed(at.term(), entry).equals(proposed.get(at.group()));
        for (Registration registration : entry.registrations()) {
            boolean mine =
                    registration.node().equals(node) && registration.epoch().equals(opening);
            if (mine && (own || at.equals(awaited.get(registration.dek())))) {
                confirmed.add(registration.dek());
            }
        }
    }

    /** Key state was imported that holds everything through an index of the control log. */
    synchronized void imported(long registeredThrough) {
        awaited.entrySet().removeIf(entry -> {
            boolean there = entry.getValue().index() <= registeredThrough;
            return there && (confirmed.add(entry.getKey()) || there);
        });
    }
}
