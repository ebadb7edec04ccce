package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.sidecar.MacKeys;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.core.internal.sidecar.SidecarMac;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class SidecarConformanceTest {
    private static final GroupId CONTROL = new GroupId("control");
    private static final SidecarCodec CODEC = new SidecarCodec(CONTROL);
    private static final MacKeys KEYS = (source, info) -> Optional.of(new byte[32]);

    @Test
    void decode_everyVector_givesItsResult() throws IOException {
        Vectors.check("sidecar", SidecarConformanceTest::check);
    }

    private static void check(Case one) {
        byte[] file = one.text("sidecar").getBytes(StandardCharsets.UTF_8);
        if (one.text("expect").equals("OK")) {
            checkGood(file);
        } else {
            MalformedException error = assertThrows(MalformedException.class, () -> CODEC.decode(file));
            assertEquals(defect(one.text("expect")), error.defect());
        }
    }

    private static Defect defect(String expected) {
        return expected.equals("OTHER") ? Defect.SIDECAR : Defect.valueOf(expected);
    }

    private static void checkGood(byte[] file) {
        Sidecar sidecar = CODEC.decode(file);
        Case reference = parse(file);
        checkIndexes(reference, sidecar.state());
        checkKeys(reference, sidecar.state());
        checkRewrite(reference, sidecar);
    }

    private static void checkIndexes(Case reference, KeyState state) {
        KeyState.Group control = state.group(CONTROL);
        assertEquals(number(reference, "raft_applied_index"), control.applied());
        assertEquals(
                number(reference, "raft_envelope_cutover_index"),
                control.cutover().orElse(0));
        assertEquals(
                reference.has("storage_envelope_active") && reference.flag("storage_envelope_active"),
                state.storageCutover().isPresent());
        assertEquals(
                number(reference, "storage_envelope_cutover_index"),
                state.storageCutover().orElse(0));
    }

    private static void checkKeys(Case reference, KeyState state) {
        Case keys = child(reference, "keys");
        assertEquals(keys.names().size(), state.keys().size());
        state.keys().forEach((id, key) -> checkKey(keys.child(id.toString()), key));
        Case active = child(reference, "active");
        for (Purpose purpose : Purpose.values()) {
            assertEquals(
                    number(active, purpose.word()),
                    state.activeDek(purpose).map(id -> id.value()).orElse(0L));
        }
    }

    private static void checkKey(Case reference, KeyState.Key key) {
        assertEquals(reference.text("purpose"), key.purpose().word());
        assertEquals(reference.text("created"), key.created().toString());
        assertEquals(number(reference, "local_epoch"), key.epoch().value());
        assertArrayEquals(
                Base64.getDecoder().decode(reference.text("wrapped")), key.dek().wrapped());
    }

    /** What a reference node finds in the rewritten file is what it would find in the old one. */
    private static void checkRewrite(Case reference, Sidecar sidecar) {
        Map<String, Object> rewritten =
                new HashMap<>(parse(new SidecarMac(CODEC).encode(sidecar, KEYS)).members());
        rewritten.remove("quorumseal");
        Map<String, Object> expected = new HashMap<>(Map.of(
                "raft_applied_index",
                0,
                "raft_envelope_cutover_index",
                0,
                "storage_envelope_active",
                false,
                "storage_envelope_cutover_index",
                0,
                "active",
                Map.of("storage", 0, "raft", 0),
                "keys",
                Map.of()));
        expected.putAll(reference.members());
        expected.put("version", 2);
        assertEquals(expected, rewritten);
    }

    private static Case parse(byte[] file) {
        return Case.of(Json.read(new ByteArrayInputStream(file)));
    }

    private static Case child(Case parent, String name) {
        return parent.has(name) ? parent.child(name) : new Case(Map.of());
    }

    private static long number(Case parent, String name) {
        return parent.has(name) ? parent.u64(name) : 0;
    }
}
