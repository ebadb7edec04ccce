package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;

/** One group while the local server runs it: what the parts of its adapter share. */
final class Hosted {
    private final QuorumSeal runtime;
    private final GroupSeal seal;
    private final String log;
    private final StateMachine vendor;
    private final OwnProposals own;
    private final boolean keyless;
    private final AtomicLong known;
    private volatile @Nullable LocalDivision division;
    private volatile boolean dead;
    private volatile boolean paused;
    private volatile Optional<SnapshotKeyState> sealing = Optional.empty();

    Hosted(QuorumSeal runtime, GroupId group, String log, StateMachine vendor, OwnProposals own, AtomicLong known) {
        this.log = log;
        this.known = known;
        this.runtime = runtime;
        this.seal = runtime.group(group.name());
        this.vendor = vendor;
        this.own = own;
        this.keyless = Groups.isKeyless(runtime.status());
    }

    QuorumSeal runtime() {
        return runtime;
    }

    GroupSeal seal() {
        return seal;
    }

    /** The identity of the group's log. */
    String log() {
        return log;
    }

    StateMachine vendor() {
        return vendor;
    }

    OwnProposals own() {
        return own;
    }

    /** Whether encryption is off and there are no keys: as long as the runtime is open, nothing of it is ever sealed. */
    boolean keyless() {
        return keyless;
    }

    /** Whether the runtime has what a snapshot says of keys. */
    boolean isKnown(long snapshot) {
        return snapshot <= known.get();
    }

    /** The runtime has what snapshots through this one say of keys. */
    void known(long snapshot) {
        known.accumulateAndGet(snapshot, Math::max);
    }

    /** There are no snapshots; those that come may be at lower indexes than those that were there once. */
    void knowsNone() {
        known.set(RaftLog.INVALID_LOG_INDEX);
    }

    /** The snapshot that is being sealed, if one is. */
    Optional<SnapshotKeyState> sealing() {
        return sealing;
    }

    void sealing(Optional<SnapshotKeyState> snapshot) {
        sealing = snapshot;
    }

    /** Something is in clear. */
    void unsealed(String what) {
        runtime.unsealed(seal.id(), what);
    }

    void runsAs(LocalDivision started) {
        division = started;
    }

    /** Finds the group's division, if it takes part in anything. */
    Optional<LocalDivision> division() {
        return dead ? Optional.empty() : Optional.ofNullable(division).filter(LocalDivision::alive);
    }

    /** A snapshot is being installed, and the vendor's state machine has not loaded it yet. */
    boolean paused() {
        return paused;
    }

    void paused(boolean begins) {
        paused = begins;
    }

    boolean dead() {
        return dead;
    }

    /** From here on nothing reaches the vendor's state machine, so what it has applied stays where it is. */
    void die() {
        dead = true;
    }

    /**
     * Applying cannot go on.
     *
     * @return whether to throw the error: Ratis then closes the division, unless it closes already
     */
    boolean halt(Throwable error) {
        boolean runs = division().isPresent();
        die();
        if (!reported()) {
            runtime.halted(seal.id(), String.valueOf(error));
        }
        return runs;
    }

    private boolean reported() {
        Status.Group status = runtime.status().groups().get(seal.id());
        return status != null && status.mode() == Status.Mode.HALTED;
    }
}
