package io.quorumseal.testkit.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.core.internal.sidecar.AuditInspection;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimEntry;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimReplica;
import io.quorumseal.testkit.sim.SimWrite;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has to hold of a cluster that has come to rest. */
public record LifeCheck(SimCluster cluster, List<SimWrite> writes) {

    public void check() {
        cluster.journal().requireNoneTwice();
        for (SimGroup group : cluster.groups()) {
            caughtUp(group);
            replicasEqual(group);
            nothingLost(group);
            nothingReadable(group);
        }
        noFileReadable();
        keyStatesEqual();
        cluster.nodes().forEach(LifeCheck::auditFollows);
    }

    private void caughtUp(SimGroup group) {
        long last = group.leader().orElseThrow().log().lastIndex();
        for (SimNode node : cluster.nodes()) {
            SimReplica replica = node.replica(group.id().name());
            assertFalse(
                    replica.stalled(),
                    () -> node + " stalls: " + node.runtime().status().groups().get(group.id()));
            assertEquals(last, replica.applied(), () -> node + " applied in " + group.id());
        }
    }

    private void replicasEqual(SimGroup group) {
        Map<String, String> first = cluster.nodes().get(0).values(group.id().name());
        for (SimNode node : cluster.nodes()) {
            assertEquals(first, node.values(group.id().name()), () -> "values of " + node + " in " + group.id());
        }
    }

    private void nothingLost(SimGroup group) {
        Map<String, String> values = cluster.nodes().get(0).values(group.id().name());
        for (SimWrite write : writes) {
            if (write.isIn(group)) {
                assertTrue(write.committed() || write.lost(), () -> "undecided " + write.position());
                assertEquals(write.committed() ? write.value() : null, values.get(write.key()), write::key);
            }
        }
    }

    private void nothingReadable(SimGroup group) {
        OptionalLong cutover = cluster.nodes()
                .get(0)
                .runtime()
                .status()
                .keys()
                .group(group.id())
                .cutover();
        for (SimEntry entry : group.truth()) {
            boolean readable = readable(entry.bytes());
            if (cutover.isPresent() && entry.index() > cutover.getAsLong()) {
                assertFalse(readable, () -> "cleartext at " + entry.index() + ", cutover " + cutover);
            }
        }
        for (SimNode node : cluster.nodes()) {
            node.replica(group.id().name()).values().forEach((key, value) -> {
                assertEquals(value.sealed(), !readable(value.bytes()), () -> key + " on " + node);
                assertTrue(
                        value.sealed() || !node.runtime().status().storage().cleartextRefused(),
                        () -> key + " is in cleartext on " + node + ", which refuses it");
            });
        }
    }

    private void noFileReadable() {
        for (SimNode node : cluster.nodes()) {
            node.disk().image().files().forEach((path, bytes) -> {
                byte[] held = new byte[bytes.remaining()];
                bytes.duplicate().get(held);
                assertFalse(readable(held), () -> path + " on " + node);
            });
        }
    }

    public static boolean readable(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(RandomLife.CANARY);
    }

    private void keyStatesEqual() {
        KeyState first = ofGroupsThatAreThere(cluster.nodes().get(0));
        for (SimNode node : cluster.nodes()) {
            assertEquals(first, ofGroupsThatAreThere(node), () -> "key state of " + node);
        }
    }

    /** Of a group that was removed, those who were there know, and nobody who came later. */
    private KeyState ofGroupsThatAreThere(SimNode node) {
        KeyState state = replicated(node);
        SortedMap<GroupId, KeyState.Group> there = new TreeMap<>(state.groups());
        there.keySet().retainAll(cluster.groups().stream().map(SimGroup::id).toList());
        there.replaceAll((id, group) -> cluster.wasMadeAnew(id.name()) ? withoutEvents(group) : group);
        return new KeyState(
                state.active(), state.keys(), state.storageCutover(), there, state.registry(), state.retired());
    }

    /** Who had not applied the events of a log that is gone never will. */
    private static KeyState.Group withoutEvents(KeyState.Group group) {
        return new KeyState.Group(
                group.log(),
                group.generation(),
                group.cutover(),
                group.undecided(),
                group.applied(),
                group.registered(),
                AuditTrail.NONE);
    }

    /** The audit file has everything that the key state says was recorded; key states, and so audits, are equal. */
    public static void auditFollows(SimNode node) {
        AuditInspection seen = AuditInspection.of(node.auditFile());
        assertEquals(List.of(), seen.defects(), () -> "audit file of " + node);
        node.runtime().status().keys().groups().forEach((id, group) -> {
            if (group.audit().count() > 0 || isHosted(node, id)) {
                assertEquals(Optional.empty(), seen.contradiction(id, group.audit()), () -> "audit file of " + node);
                assertEquals(group.audit().count(), seen.chain(id).number(), () -> "audit file of " + node + ", " + id);
            }
        });
    }

    /** Of one that was removed, a node whose sidecar was replaced meanwhile never hears again. */
    private static boolean isHosted(SimNode node, GroupId id) {
        return node.replicas().stream().anyMatch(replica -> replica.group().id().equals(id));
    }

    /** The key state without what each replica writes for itself. */
    public static KeyState replicated(SimNode node) {
        KeyState state = node.runtime().status().keys();
        for (KeyState.Key key : state.keys().values()) {
            state = state.withKey(new KeyState.Key(
                    key.purpose(), key.dek(), key.cipher(), Instant.EPOCH, LocalEpoch.ZERO, key.wrapIndex()));
        }
        for (GroupId group : List.copyOf(state.groups().keySet())) {
            state = state.withGroup(group, g -> g);
        }
        return state;
    }
}
