package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.StateMachine;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One group with its runtime: what the parts of its adapter share. */
final class HostedGroup {
    private final QuorumSeal runtime;
    private final GroupSeal seal;
    private final LocalGroup group;
    private final StateMachine vendor;
    private final SnapshotDesk desk;
    private final Set<Pinned> underWay = ConcurrentHashMap.newKeySet();
    private volatile long leads;
    private volatile boolean dead;
    private volatile boolean left;
    private volatile long loadsAtStart;
    private volatile Optional<SnapshotKeyState> saving = Optional.empty();

    HostedGroup(QuorumSeal runtime, LocalGroup group, StateMachine vendor) {
        this.runtime = runtime;
        this.seal = runtime.group(group.name().name());
        this.group = group;
        this.vendor = vendor;
        this.desk = new SnapshotDesk(this, group.form());
    }

    QuorumSeal runtime() {
        return runtime;
    }

    GroupSeal seal() {
        return seal;
    }

    LocalGroup group() {
        return group;
    }

    StateMachine vendor() {
        return vendor;
    }

    SnapshotDesk desk() {
        return desk;
    }

    /** Tells what files are sealed under. */
    Optional<DekId> storageDek() {
        return runtime.status().keys().activeDek(Purpose.STORAGE);
    }

    /** Something is in clear. */
    void unsealed(String what) {
        runtime.unsealed(id(), what);
    }

    /** The proposals that JRaft has and that are not closed yet. */
    Set<Pinned> underWay() {
        return underWay;
    }

    /** Whether encryption is off and there are no keys: as long as the runtime is open, nothing of it is ever sealed. */
    boolean isKeyless() {
        Status status = runtime.status();
        return status.kek().health() instanceof KekHealth.Off && !status.keys().bootstrapped();
    }

    /** The group is about to begin to run; the engine may still have its log open. */
    void prepares() throws IOException {
        desk.begins();
    }

    /** The group begins to run; nothing comes out of its log before this returns. */
    void begins() {
        leads = 0;
        dead = false;
        left = false;
        saving = Optional.empty();
        loadsAtStart = group.snapshots().newest();
        group.begins();
        seal.leadershipChanged();
    }

    /** The node has shut down. */
    void ended() {
        leads = 0;
        List.copyOf(underWay).forEach(Pinned::abandon);
    }

    /**
     * Tells in which term everything up to the term's first entry is applied here, if this node leads at all.
     *
     * @return the term; 0 if there is none
     */
    long leads() {
        return leads;
    }

    void leads(long term) {
        leads = term;
    }

    /** Tells the runtime who leads; where it cannot note that, it must not go on. */
    void leadershipChanged() {
        try {
            seal.leadershipChanged();
        } catch (RuntimeException e) {
            halt(String.valueOf(e));
        }
    }

    /** Whether a snapshot is the one that this start finds on disk. */
    boolean isLoadedAtStart(long snapshot) {
        return snapshot <= loadsAtStart;
    }

    /** The snapshot that is being made, until its key state is in its directory. */
    Optional<SnapshotKeyState> saving() {
        return saving;
    }

    void saving(Optional<SnapshotKeyState> snapshot) {
        saving = snapshot;
    }

    boolean isDead() {
        return dead;
    }

    /** From here on nothing reaches the vendor's state machine, so what it has applied stays where it is. */
    void die() {
        dead = true;
    }

    /** Applying was waiting for something when the node began to shut down; nothing is wrong. */
    void leave() {
        left = true;
        die();
    }

    boolean hasLeft() {
        return left;
    }

    /** Applying cannot go on. */
    void halt(String why) {
        die();
        if (!isReported()) {
            runtime.halted(id(), why);
        }
    }

    private boolean isReported() {
        Status.Group status = runtime.status().groups().get(id());
        return status != null && status.mode() == Status.Mode.HALTED;
    }

    GroupId id() {
        return seal.id();
    }
}
