package io.quorumseal.core.internal.node;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Grants;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.sidecar.SidecarKeeper;
import io.quorumseal.core.internal.work.Config;
import io.quorumseal.core.internal.work.Stalls;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The hard limit on seals. What is granted stands in the sidecar before it is used. Ahead of the limit, everything
 * stops that can stop: rewriting at three quarters, then new payloads, then applying payloads. What is left is for what
 * must not fail: the entries that bring another DEK, and the values of the payload that is being applied.
 */
public final class SealBudget implements Grants.Ledger {
    /** Seals under the raft DEK that are kept for encryption entries: the rotation itself is one. */
    static final int ENTRIES_RESERVE = 1_024;

    /** Seals under the storage DEK that are kept for the payloads of one group that are applied and not stored yet. */
    static final int VALUES_RESERVE = 1_024;

    private final String node;
    private final long most;
    private final SidecarKeeper keeper;
    private final Keyring keyring;
    private final AtomicInteger groups = new AtomicInteger();
    private volatile Runnable due = () -> {};
    private boolean closed;

    public SealBudget(Config config, SidecarKeeper keeper, Keyring keyring) {
        this.node = config.node();
        this.most = config.rotation().hardSeals();
        this.keeper = keeper;
        this.keyring = keyring;
    }

    /** Sets who asks for rotations. */
    public void onDue(Runnable task) {
        due = task;
    }

    /** Counts a group, whose payloads may be applied while those of others are. */
    public void addGroup() {
        groups.incrementAndGet();
    }

    // ---- what is granted

    @Override
    public synchronized void raise(DekId dek, long total) {
        if (closed) {
            throw Stalls.closedError();
        }
        long before = keeper.current().local().sealsGranted().getOrDefault(dek, 0L);
        Sidecar unused = keeper.update(sidecar -> granted(sidecar, dek, total));
        long near = most - most / 4;
        if (before < near && total >= near) {
            due.run();
        }
    }

    private static Sidecar granted(Sidecar sidecar, DekId dek, long total) {
        SortedMap<DekId, Long> granted = new TreeMap<>(sidecar.local().sealsGranted());
        granted.merge(dek, total, Math::max);
        granted.keySet().removeAll(sidecar.state().retired());
        return sidecar.with(sidecar.local().withSealsGranted(granted));
    }

    /** Grants nothing more; waits for what is being granted. */
    public synchronized void close() {
        closed = true;
    }

    // ---- what stops ahead of the limit

    /** Refuses a payload of the vendor's that would take what is kept for encryption entries and for applying. */
    public void checkPayload() {
        if (most > 0) {
            checkLeft(Purpose.RAFT, ENTRIES_RESERVE);
            checkLeft(Purpose.STORAGE, 2 * valuesReserve());
        }
    }

    private void checkLeft(Purpose purpose, long reserve) {
        lacking(purpose, reserve).ifPresent(why -> {
            throw new RetryableException(
                    RetryableException.Reason.SEAL_LIMIT,
                    why + "; the payload was not appended. A rotation is asked for");
        });
    }

    /** Why a payload may not be applied: the values that come of it might not be sealed. */
    @Nullable
    public String lackingForValues() {
        return most == 0
                ? null
                : lacking(Purpose.STORAGE, valuesReserve())
                        .map(why -> why + ": rotate the storage DEK. If all members stall, open them with a higher hard"
                                + " limit")
                        .orElse(null);
    }

    /** Ends a rewriting that would bring applying to a stop. */
    public void checkRewriting() {
        if (most > 0) {
            lacking(Purpose.STORAGE, most / 4 + 1).ifPresent(why -> {
                throw new RetryableException(
                        RetryableException.Reason.SEAL_LIMIT,
                        why + ", and the rest is kept for applying: rotate the storage DEK, and ask again");
            });
        }
    }

    private long valuesReserve() {
        return Math.min((long) VALUES_RESERVE * groups.get(), most / 8);
    }

    private Optional<String> lacking(Purpose purpose, long reserve) {
        return active(purpose)
                .filter(dek -> Long.compareUnsigned(dek.counter().left(), reserve) < 0)
                .map(dek -> "of the " + most + " seals that node " + node + " may make under the active "
                        + purpose.word() + " DEK " + dek.id() + ", "
                        + Long.toUnsignedString(dek.counter().left()) + " are left");
    }

    private Optional<Dek> active(Purpose purpose) {
        KeyState state = keeper.current().state();
        @Nullable DekId id = state.active().get(purpose);
        boolean seals = purpose == Purpose.RAFT || state.storageCutover().isPresent();
        return id == null || !seals ? Optional.empty() : keyring.find(id);
    }
}
