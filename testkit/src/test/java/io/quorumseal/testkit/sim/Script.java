package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.Admin;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.testkit.MemoryKek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Two logs that hold every kind of entry, as a real cluster made them, in an order in which a node may apply them. */
final class Script {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    static final long EXPORTED_AT = 1;

    private static final NodeId PROPOSER = NodeId.ofName("n1");

    private final SimCluster cluster = Sims.cleartext(Append.INDEX_KNOWN);
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Integer> taken = new HashMap<>();
    private byte[] exported = {};

    /** One entry of one group. */
    record Step(String group, SimEntry entry, String name) {}

    static Script everything() {
        Script script = new Script();
        script.write();
        script.run(Admin::bootstrap);
        DekId old = script.active(Purpose.RAFT);
        script.run(admin -> admin.rotate(Purpose.RAFT));
        script.run(admin -> admin.rotate(Purpose.STORAGE));
        script.inject(script.rewrap());
        script.inject(new RetireDek(old, PROPOSER));
        script.run(Admin::enableStorageEnvelope);
        script.write();
        script.run(admin -> admin.enableRaftEnvelope(DATA_ID));
        script.write();
        script.run(admin -> admin.enableRaftEnvelope(CONTROL_ID));
        script.run(admin -> admin.rotate(Purpose.RAFT));
        script.write();
        script.exported = script.leader().runtime().group(CONTROL).exportState(EXPORTED_AT);
        return script;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The key state behind the last step. */
    byte[] exported() {
        return exported.clone();
    }

    private SimNode leader() {
        return cluster.node("n1");
    }

    private DekId active(Purpose purpose) {
        return leader().runtime().status().keys().activeDek(purpose).orElseThrow();
    }

    private interface Change {
        Admin.Result make(Admin admin);
    }

    private void run(Change change) {
        if (change.make(leader().runtime().admin()).already()) {
            throw new IllegalStateException("nothing changed");
        }
        take();
    }

    private void write() {
        leader().write(CONTROL, "k" + steps.size(), CANARY);
        leader().write(DATA, "k" + steps.size(), CANARY);
        take();
    }

    private void inject(EncryptionEntry entry) {
        SimLog log = leader().replica(CONTROL).log();
        log.append(new SimEntry(log.lastTerm(), log.lastIndex() + 1, false, EntryFrame.frame(entry)));
        take();
    }

    private EncryptionEntry rewrap() {
        KeyState.Key key =
                Objects.requireNonNull(leader().runtime().status().keys().keys().get(active(Purpose.STORAGE)));
        WrapContext context =
                new WrapContext(cluster.name(), key.purpose(), key.dek().id());
        MemoryKek kek = leader().kek();
        try (SecretBytes dek = kek.unwrap(key.dek().wrapped(), context, TIMEOUT)) {
            return new RewrapDeks(
                    "2", List.of(new WrappedDek(key.dek().id(), kek.wrap(dek, context, TIMEOUT))), PROPOSER);
        }
    }

    private void take() {
        cluster.settle();
        for (SimGroup group : cluster.groups()) {
            String id = group.id().name();
            for (int i = taken.getOrDefault(id, 0); i < group.committed(); i++) {
                SimEntry entry = group.truth().get(i);
                steps.add(new Step(id, entry, name(group, entry)));
            }
            taken.put(id, (int) group.committed());
        }
    }

    private static String name(SimGroup group, SimEntry entry) {
        EncryptionEntry ours = group.ours().get(entry.index());
        return group.id() + " " + (ours == null ? "payload" : ours.getClass().getSimpleName()) + " @" + entry.index();
    }
}
