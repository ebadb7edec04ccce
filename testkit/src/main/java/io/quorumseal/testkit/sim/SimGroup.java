package io.quorumseal.testkit.sim;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One replicated log, as Raft makes it: a leader for each term, and what a majority holds is committed for ever. */
public final class SimGroup {
    private final GroupId id;
    private final String identity;
    private final Collection<SimNode> members;
    private final List<SimEntry> truth = new ArrayList<>();
    private final Map<Long, EncryptionEntry> ours = new TreeMap<>();
    private long term;
    private boolean appendsHeld;

    /**
     * Makes a group.
     *
     * @param identity the identity of its log
     * @param members all nodes; a live view
     */
    SimGroup(GroupId id, String identity, Collection<SimNode> members) {
        this.id = id;
        this.identity = identity;
        this.members = members;
    }

    public GroupId id() {
        return id;
    }

    String identity() {
        return identity;
    }

    long committed() {
        return truth.size();
    }

    /** Every entry that was ever committed. */
    public List<SimEntry> truth() {
        return truth;
    }

    /** The encryption entries that somebody applied. */
    Map<Long, EncryptionEntry> ours() {
        return ours;
    }

    void countApplied(EncryptionEntry entry, long index) {
        EncryptionEntry before = ours.putIfAbsent(index, entry);
        if (before != null && !before.equals(entry)) {
            throw new IllegalStateException("two entries at " + index + ": " + before + ", " + entry);
        }
    }

    boolean isCommitted(LogPosition position) {
        return position.index() <= committed()
                && truth.get((int) position.index() - 1).is(position.term(), position.index());
    }

    public boolean holdsAllCommitted(SimReplica replica) {
        return replica.log().lastIndex() >= committed()
                && (truth.isEmpty() || replica.log().holds(truth.get(truth.size() - 1)));
    }

    /** Whether another voter that runs has all entries of a replica. */
    boolean hasTwin(SimReplica replica) {
        return replicas().stream()
                .anyMatch(other -> other != replica && other.running() && !isNewer(replica.log(), other.log()));
    }

    /** Whether any log still has an entry, or had it when it was committed. */
    boolean isHeld(LogPosition position) {
        SimEntry entry = new SimEntry(position.term(), position.index(), false, new byte[0]);
        return isCommitted(position)
                || replicas().stream()
                        .anyMatch(r -> r.log().purged() < position.index()
                                && r.log().lastIndex() >= position.index()
                                && r.log().holds(entry));
    }

    private SimReplica replica(SimNode node) {
        return node.replica(id.name());
    }

    private List<SimReplica> replicas() {
        List<SimReplica> replicas = new ArrayList<>(members.size());
        members.forEach(node -> replicas.add(replica(node)));
        return replicas;
    }

    /** The replica that leads in the newest term. */
    public Optional<SimReplica> leader() {
        for (SimNode node : members) {
            SimReplica replica = replica(node);
            if (replica.leadsTerm() == term && term > 0) {
                return Optional.of(replica);
            }
        }
        return Optional.empty();
    }

    /** Whether a majority of the voters would vote for a node. */
    public boolean canLead(SimNode node) {
        SimReplica candidate = replica(node);
        long votes = replicas().stream()
                .filter(voter -> voter.running() && voter.node().connected() && !isNewer(voter.log(), candidate.log()))
                .count();
        return candidate.running() && node.connected() && votes * 2 > members.size();
    }

    private static boolean isNewer(SimLog one, SimLog other) {
        return one.lastTerm() != other.lastTerm()
                ? one.lastTerm() > other.lastTerm()
                : one.lastIndex() > other.lastIndex();
    }

    /** Elects. A leader of an earlier term goes on believing until it hears of this one. */
    public void lead(SimNode node) {
        if (!canLead(node)) {
            throw new IllegalStateException(node.name() + " would not be elected in " + id);
        }
        term++;
        replica(node).lead(term);
    }

    public boolean appendsHeld() {
        return appendsHeld;
    }

    public void holdAppends(boolean hold) {
        appendsHeld = hold;
    }

    // ---- steps

    /** Appends, replicates and commits what can be; tells whether anything changed. */
    boolean step() {
        boolean changed = false;
        for (SimReplica replica : replicas()) {
            changed |= replica.running() && replica.resign();
            changed |= replica.running() && !appendsHeld && replica.appendAsked();
        }
        Optional<SimReplica> leader = leader().filter(l -> l.node().connected());
        if (leader.isPresent()) {
            for (SimReplica replica : replicas()) {
                changed |= replica.running() && replica.node().hears() && replicate(leader.get(), replica, 1000);
            }
            changed |= commit(leader.get());
        }
        return changed;
    }

    public boolean replicate(SimReplica leader, SimReplica follower, int most) {
        return follower != leader && follower.receive(leader, most);
    }

    public boolean commit(SimReplica leader) {
        long last = leader.log().lastIndex();
        while (last > committed() && !committable(leader, last)) {
            last--;
        }
        boolean more = last > committed();
        for (long index = committed() + 1; index <= last; index++) {
            truth.add(leader.log().at(index));
        }
        return leader.learn(committed()) || more;
    }

    private boolean committable(SimReplica leader, long index) {
        SimEntry entry = leader.log().at(index);
        long holders = replicas().stream()
                .filter(r -> r.log().lastIndex() >= index && r.log().holds(entry))
                .count();
        return entry.term() == term && holders * 2 > members.size();
    }
}
