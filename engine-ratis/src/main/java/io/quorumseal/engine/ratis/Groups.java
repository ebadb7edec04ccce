package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.statemachine.StateMachine;

/** The groups that this node hosts: the vendor's names, Ratis's ids, and what runs at the moment. */
final class Groups implements SealedStateMachine.Running {
    private final GroupId control;
    private final Map<GroupId, RaftGroup> configured = new ConcurrentHashMap<>();
    private final Map<GroupId, Path> snapshotDirectories = new ConcurrentHashMap<>();
    private final Map<GroupId, Hosted> running = new ConcurrentHashMap<>();
    private final Map<GroupId, LocalDivision> latest = new ConcurrentHashMap<>();
    private final Map<GroupId, AtomicLong> known = new ConcurrentHashMap<>();

    Groups(GroupId control, RaftGroup group) {
        this.control = control;
        add(control, group);
    }

    void add(GroupId name, RaftGroup group) {
        RaftGroup known = configured.putIfAbsent(name, group);
        if (known != null && !known.getGroupId().equals(group.getGroupId())) {
            throw new IllegalArgumentException("group " + name + " is " + known.getGroupId() + " already, not "
                    + group.getGroupId() + ": give each Raft group a name of its own");
        }
    }

    void snapshotsIn(GroupId name, Path directory) {
        snapshotDirectories.put(name, directory);
    }

    Map<GroupId, RaftGroup> all() {
        return Map.copyOf(configured);
    }

    Optional<Path> snapshotDirectory(GroupId name) {
        return Optional.ofNullable(snapshotDirectories.get(name));
    }

    GroupId name(RaftGroupId id) {
        return configured.entrySet().stream()
                .filter(entry -> entry.getValue().getGroupId().equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Raft group " + id + " has no name: tell the engine of it before the server starts it"));
    }

    Hosted hosted(QuorumSeal runtime, RaftGroupId id, StateMachine vendor, OwnProposals own) {
        return new Hosted(runtime, name(id), id.getUuid().toString(), vendor, own, known(name(id)));
    }

    /** The snapshot of a group through which the runtime has what snapshots say of keys, from start to start of the group. */
    AtomicLong known(GroupId name) {
        return known.computeIfAbsent(name, any -> new AtomicLong(RaftLog.INVALID_LOG_INDEX));
    }

    /** The state machine is closed before the log is. */
    void checkNotClosing(GroupId name) {
        LocalDivision division = latest.get(name);
        if (division != null && division.closing()) {
            throw new IllegalStateException(
                    "group " + name + " is being closed: what is on its way to the disk cannot be told; ask again");
        }
    }

    Optional<Hosted> running(GroupId name) {
        return Optional.ofNullable(running.get(name));
    }

    Optional<LocalDivision> division(GroupId name) {
        return running(name).flatMap(Hosted::division);
    }

    /** Finds the control group's members: as its log says if it runs here, otherwise as configured. */
    Collection<RaftPeer> controlPeers() {
        Collection<RaftPeer> live = division(control).map(LocalDivision::peers).orElse(List.of());
        return live.isEmpty() ? configuredControl().getPeers() : live;
    }

    RaftGroup configuredControl() {
        RaftGroup group = configured.get(control);
        if (group == null) {
            throw new IllegalStateException("no control group");
        }
        return group;
    }

    /** Finds the snapshot that is being sealed, if one is. */
    Optional<SnapshotKeyState> sealing(GroupId name) {
        return running(name).flatMap(Hosted::sealing);
    }

    /** Whether encryption is off and there are no keys. */
    static boolean isKeyless(Status status) {
        return status.kek().health() instanceof KekHealth.Off && !status.keys().bootstrapped();
    }

    @Override
    public void started(Hosted hosted) {
        hosted.division().ifPresent(division -> latest.put(hosted.seal().id(), division));
        running.put(hosted.seal().id(), hosted);
    }

    @Override
    public void stopped(Hosted hosted) {
        running.remove(hosted.seal().id(), hosted);
    }
}
