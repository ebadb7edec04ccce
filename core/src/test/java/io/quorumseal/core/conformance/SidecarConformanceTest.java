package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
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
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    /** What the reference makes of a file's version, as the vectors have it. */
    private static final class ReferenceVersions {
        final Set<Object> read = new HashSet<>();
        final Set<Object> refused = new HashSet<>();

        void learn(Case one) {
            if (one.text("expect").equals("OK")) {
                read.add(versionOf(one));
            } else if (one.text("expect").equals("SIDECAR_VERSION")
                    && one.text("sidecar").contains("\"version\"")) {
                refused.add(versionOf(one));
            }
        }

        private static Object versionOf(Case one) {
            return version(one.text("sidecar").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Object version(byte[] file) {
        return Objects.requireNonNull(parse(file).members().get("version"));
    }

    @Test
    void encode_dekOfAnotherSuite_hasAVersionThatTheReferenceRefuses() throws IOException {
        ReferenceVersions versions = new ReferenceVersions();
        Vectors.cases("sidecar").forEach(versions::learn);
        Sidecar first = sidecar(DekCipher.SUITE_1);
        Sidecar second = sidecar(new DekCipher(2, DekCipher.TERM, new byte[DekCipher.COMMITMENT_SIZE]));
        SidecarMac mac = new SidecarMac(CODEC);
        assertTrue(versions.read.contains(version(mac.encode(first, KEYS))), versions.read::toString);
        assertTrue(versions.refused.contains(version(mac.encode(second, KEYS))), versions.refused::toString);
        assertTrue(Collections.disjoint(versions.read, versions.refused), versions.read::toString);
    }

    private static Sidecar sidecar(DekCipher cipher) {
        WrappedDek dek = new WrappedDek(new DekId(7), new byte[] {1});
        KeyState.Key key = new KeyState.Key(Purpose.RAFT, dek, cipher, Instant.EPOCH, LocalEpoch.ZERO, 1);
        Sidecar.Local local = new Sidecar.Local("c", "n1", LocalEpoch.ZERO, Optional.empty());
        return new Sidecar(KeyState.EMPTY.withKey(key).withActive(Purpose.RAFT, dek.id()), local, new TreeMap<>());
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
        for (Purpose purpose : Purpose.ofDeks()) {
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
