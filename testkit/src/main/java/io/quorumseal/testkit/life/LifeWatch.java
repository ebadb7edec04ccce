package io.quorumseal.testkit.life;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.testkit.disk.Survival;
import io.quorumseal.testkit.sim.Disks;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimEntry;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimReplica;
import io.quorumseal.testkit.sim.SimWatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Looks at every single event of a life. What it finds is kept, because a runtime may swallow what is thrown. */
final class LifeWatch implements SimWatch {
    private static final Survival DURABLE = new Survival(Survival.Data.LOST, Survival.Names.LOST);

    private final Coverage coverage;
    private final SidecarCodec codec = new SidecarCodec(new GroupId(SimCluster.CONTROL));
    private final List<String> found = new ArrayList<>();
    private final Map<DekId, Long> cameAt = new HashMap<>();
    private final Map<SimNode, Actives> latest = new HashMap<>();
    private final Map<Place, SimReplica> outlived = new HashMap<>();
    private final Set<SealedIn.Opening> openings = new HashSet<>();
    private Consumer<SimReplica> behindMarker = leader -> {};
    private Optional<Decoded> decoded = Optional.empty();

    /** At which index of the control log the active DEKs came. */
    record Actives(Map<Purpose, Long> cameAt) {
        static final Actives NONE = new Actives(Map.of());

        boolean isBehind(Actives other) {
            return other.cameAt.entrySet().stream()
                    .anyMatch(entry -> cameAt.getOrDefault(entry.getKey(), Long.MAX_VALUE) < entry.getValue());
        }
    }

    private record Place(String group, long term, long index) {}

    /** The bytes of a file, which nobody changes, and what they say. */
    private record Decoded(ByteBuffer file, KeyState state) {}

    LifeWatch(Coverage coverage) {
        this.coverage = coverage;
    }

    /** Does something each time that a leader has just appended a marker. */
    void behindMarker(Consumer<SimReplica> action) {
        behindMarker = action;
    }

    void requireNothingFound() {
        if (!found.isEmpty()) {
            throw new AssertionError(String.join("; ", found));
        }
    }

    @Override
    public void appended(SimReplica leader, long begun, SimEntry entry) {
        String where = entry.index() + " of " + leader.group().id() + " on " + leader.node();
        boolean behind = leader.log().behindMarker(entry.index());
        if (behind && LifeCheck.readable(entry.bytes())) {
            found.add("cleartext was appended behind a marker, at " + where);
        }
        if (!LifeCheck.readable(entry.bytes())) {
            requireRegistered(leader, entry, where);
        }
        if (begun != entry.term()) {
            outlived.put(new Place(leader.group().id().name(), entry.term(), entry.index()), leader);
        }
        if (!behind && leader.log().behindMarker(entry.index() + 1)) {
            probe(leader);
        }
    }

    /** What a leader seals may name no opening that nobody has applied the registration of. */
    private void requireRegistered(SimReplica leader, SimEntry entry, String where) {
        SealedIn.of(entry.bytes())
                .filter(seal -> !seal.isOwnRegistration() && !openings.contains(seal.opening()))
                .filter(seal ->
                        !seal.isRegisteredIn(leader.node().runtime().status().keys()))
                .ifPresent(seal -> found.add("a payload was sealed in an opening that is not registered, at " + where));
    }

    private void probe(SimReplica leader) {
        try {
            behindMarker.accept(leader);
        } catch (AssertionError e) {
            found.add(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void truncated(SimReplica follower) {
        coverage.count("entries truncated");
    }

    @Override
    public void applied(SimReplica replica, long index, EncryptionEntry entry) {
        if (replica.group().id().name().equals(SimCluster.CONTROL)) {
            note(index, entry);
        }
        requireInItsTerm(replica, index, entry);
        Actives now = actives(Optional.of(replica.node()));
        if (now.isBehind(latest.getOrDefault(replica.node(), Actives.NONE))) {
            found.add("an active DEK of " + replica.node() + " moved back at " + index + ", by " + entry);
        }
        latest.put(replica.node(), now);
    }

    private void note(long index, EncryptionEntry entry) {
        if (entry instanceof Bootstrap bootstrap) {
            cameAt.putIfAbsent(bootstrap.storage().id(), index);
            cameAt.putIfAbsent(bootstrap.raft().id(), index);
        } else if (entry instanceof RotateDek rotate) {
            cameAt.putIfAbsent(rotate.dek().id(), index);
        } else if (entry instanceof NewKeys keys) {
            keys.keys().forEach(key -> cameAt.putIfAbsent(key.dek().id(), index));
        } else if (entry instanceof RegisterWriter register) {
            openings.add(SealedIn.Opening.of(register));
        }
    }

    /** What was dry-run in one term and appended in another is void; a node's own registration is the same in all. */
    private void requireInItsTerm(SimReplica replica, long index, EncryptionEntry entry) {
        long term = replica.log().termAt(index);
        SimReplica leader = outlived.get(new Place(replica.group().id().name(), term, index));
        boolean harmless = entry instanceof EncryptionEntry.Void
                || (leader != null
                        && entry instanceof RegisterWriter register
                        && register.registration()
                                .node()
                                .equals(NodeId.ofName(leader.node().name())));
        if (leader != null && !harmless) {
            found.add("an entry of another term was appended at " + index + ": " + entry);
        }
    }

    @Override
    public void installed(SimNode node, GroupId group, long cutover, DekId dek) {
        ByteBuffer file = node.disk().surviving(DURABLE).files().get(Disks.SIDECAR);
        boolean durable = file != null && isThere(file, group, cutover, dek);
        if (!durable) {
            found.add("a wrap was installed on " + node + " for " + group + " that is not durable");
        }
    }

    private boolean isThere(ByteBuffer file, GroupId group, long cutover, DekId dek) {
        KeyState state = decoded(file);
        return state.group(group).cutover().equals(OptionalLong.of(cutover))
                && state.activeDek(Purpose.RAFT).equals(Optional.of(dek));
    }

    /** A node that installs the wraps of several groups shows the same bytes each time. */
    private KeyState decoded(ByteBuffer file) {
        return decoded.filter(known -> known.file().equals(file))
                .orElseGet(() -> decodedAnew(file))
                .state();
    }

    private Decoded decodedAnew(ByteBuffer file) {
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        Decoded fresh = new Decoded(file, codec.decode(bytes).state());
        decoded = Optional.of(fresh);
        return fresh;
    }

    /** Tells where a node's active DEKs came; nothing of those of which nobody has applied the entry. */
    Actives actives(Optional<SimNode> node) {
        Map<Purpose, Long> came = new HashMap<>();
        node.filter(SimNode::running)
                .map(one -> one.runtime().status().keys().active())
                .orElse(Map.of())
                .forEach((purpose, dek) -> Optional.ofNullable(cameAt.get(dek)).ifPresent(at -> came.put(purpose, at)));
        return new Actives(came);
    }

    /** Fails if a node that was answered does not know what its leader knew before. */
    void requireAtLeast(SimNode node, Actives leaders) {
        boolean keyless = !node.runtime().status().keys().bootstrapped();
        if ((keyless && !leaders.cameAt().isEmpty())
                || actives(Optional.of(node)).isBehind(leaders)) {
            throw new AssertionError(node + " was registered and does not know the active DEKs of its leader");
        }
    }

    /** A node begins anew, with another disk. */
    void forget(SimNode node) {
        latest.remove(node);
    }
}
