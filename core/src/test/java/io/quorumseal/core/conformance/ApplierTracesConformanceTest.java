package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.format.EntryCodec;
import io.quorumseal.core.internal.format.RegistryCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class ApplierTracesConformanceTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void apply_everyTrace_livesAsTheReferenceDoes() throws IOException {
        Vectors.check("applier-traces", ApplierTracesConformanceTest::live);
    }

    private static void live(Case trace) {
        TraceNode node = new TraceNode(trace);
        List<Case> steps = trace.children("steps");
        assertFalse(steps.isEmpty(), "a trace without steps");
        for (int i = 0; i < steps.size(); i++) {
            step(trace.text("name") + " step " + i, node, steps.get(i));
        }
    }

    private static void step(String where, TraceNode node, Case step) {
        if (!step.text("do").equals("replay")) {
            node.installs.clear();
        }
        if (step.text("do").equals("restart")) {
            node.restart();
        } else {
            node.installerFails = step.flag("installer_fails");
            ByteBuffer entry = ByteBuffer.wrap(step.bytes("entry"));
            assertEquals(step.text("expect"), node.apply(step.u64("raft_index"), EntryCodec.decode(entry)), where);
        }
        if (step.has("installer_calls")) {
            assertEquals(calls(step.elements("installer_calls")), node.installs, where);
        }
        if (step.has("last_installer_call")) {
            assertEquals(call(step.member("last_installer_call")), node.installs.get(node.installs.size() - 1), where);
        }
        if (step.has("after")) {
            checkState(where, node, step.child("after"));
        }
    }

    private static List<Map<String, Object>> calls(List<?> calls) {
        return calls.stream().map(ApplierTracesConformanceTest::call).toList();
    }

    private static Map<String, Object> call(Object json) {
        Case one = Case.of(json);
        return Map.of("cutover_index", one.u64("cutover_index"), "active_raft_dek_id", one.u64("active_raft_dek_id"));
    }

    private static void checkState(String where, TraceNode node, Case after) {
        assertEquals(
                ids(after),
                node.keyring().ids().stream().map(Object::toString).sorted().toList(),
                where);
        checkRegistry(where, node, after.child("registry"));
        Case active = after.child("active_storage");
        assertEquals(active.flag("ok"), node.state().activeDek(Purpose.STORAGE).isPresent(), where);
        node.state().activeDek(Purpose.STORAGE).ifPresent(id -> assertEquals(active.u64("id"), id.value(), where));
        assertEquals(
                after.flag("storage_envelope_active"),
                node.state().storageCutover().isPresent(),
                where);
        checkSidecar(where, node, after);
    }

    private static List<String> ids(Case after) {
        return after.has("keystore_ids")
                ? after.elements("keystore_ids").stream()
                        .map(Object::toString)
                        .sorted()
                        .toList()
                : List.of();
    }

    private static void checkRegistry(String where, TraceNode node, Case expected) {
        Map<String, Object> rows = new TreeMap<>();
        node.state()
                .registry()
                .forEach((row, writer) ->
                        rows.put(HEX.formatHex(RegistryCodec.key(row)), HEX.formatHex(RegistryCodec.value(writer))));
        assertEquals(new TreeMap<>(expected.members()), rows, where);
    }

    /** The members that the reference reads are, in the file itself, what the reference would have written. */
    private static void checkSidecar(String where, TraceNode node, Case after) {
        if (!after.has("sidecar")) {
            assertFalse(node.state().bootstrapped(), where);
            return;
        }
        Map<String, Object> found =
                new HashMap<>(parse(node.file().orElseThrow()).members());
        found.remove("quorumseal");
        assertEquals(after.child("sidecar").members(), found, where);
    }

    private static Case parse(byte[] json) {
        return Case.of(Json.read(new ByteArrayInputStream(json)));
    }
}
