package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.sidecar.SidecarMac.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarMacTest {

    @Test
    void verify_untouchedFile_isValid() {
        assertEquals(Verdict.VALID, verify(Samples.fullFile()));
    }

    @Test
    void verify_everyBitFlipped_isNeverValid() {
        byte[] file = Samples.fullFile();
        Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] changed = file.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            verdict(changed).ifPresent(verdict -> seen.merge(verdict, 1, Integer::sum));
        }
        assertFalse(seen.containsKey(Verdict.VALID), seen.toString());
        assertTrue(seen.containsKey(Verdict.INVALID), seen.toString());
    }

    @Test
    void verify_everyByteRemovedOrInserted_isNeverValid() {
        byte[] file = Samples.fullFile();
        for (int i = 0; i < file.length; i++) {
            assertNotEquals(Optional.of(Verdict.VALID), verdict(splice(file, i, "", 1)), "without byte " + i);
            assertNotEquals(Optional.of(Verdict.VALID), verdict(splice(file, i, " ", 0)), "a space before byte " + i);
        }
    }

    private static byte[] splice(byte[] file, int at, String insert, int skip) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        return (text.substring(0, at) + insert + text.substring(at + skip)).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void verify_valueSpelledWithAnEscape_isRefused() {
        String text = new String(Samples.fullFile(), StandardCharsets.UTF_8);
        int value = text.indexOf("\"value\": \"") + 10;
        String escaped = text.substring(0, value)
                + String.format("\\u%04x", (int) text.charAt(value))
                + text.substring(value + 1);
        assertThrows(MalformedException.class, () -> verify(escaped.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void verify_zeroedValue_isInvalid() {
        String text = new String(Samples.fullFile(), StandardCharsets.UTF_8);
        int value = text.indexOf("\"value\": \"") + 10;
        String zeroed = text.substring(0, value) + MacTag.BLANK + text.substring(value + 64);
        assertEquals(Verdict.INVALID, verify(zeroed.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/zz", "/quorumseal/a", "/quorumseal/zz"})
    void verify_decoyBeforeOrBehindTheMac_readsTheRealValue(String place) {
        TreeMap<String, String> unknown = new TreeMap<>();
        unknown.put(place, "{\"mac\":{\"dek\":77,\"value\":\"" + "ab".repeat(32) + "\"}}");
        byte[] file = Samples.MAC.encode(new Sidecar(Samples.state(), Samples.LOCAL, unknown), Samples.KEYS);
        assertEquals(Verdict.VALID, verify(file));
        assertEquals(unknown, Samples.CODEC.decode(file).unknown());
    }

    @Test
    void verify_macRemoved_isAbsent() {
        byte[] without = Samples.CODEC.encode(Samples.full(), Optional.empty()).file();
        assertEquals(Verdict.ABSENT, verify(without));
    }

    @Test
    void encode_keylessSidecar_hasNoMac() {
        assertEquals(Verdict.ABSENT, verify(Samples.MAC.encode(Samples.newNode(), Samples.KEYS)));
    }

    @Test
    void encode_bothKeysActive_signsWithTheRaftKey() {
        assertEquals(
                Optional.of(new MacSource.Dek(Samples.RAFT)),
                Samples.CODEC.decodeWithMac(Samples.fullFile()).mac().map(MacTag::source));
    }

    @Test
    void signer_noRaftKey_isTheStorageKey() {
        KeyState state = KeyState.EMPTY
                .withKey(Samples.key(Purpose.STORAGE, Samples.STORAGE, 1, 1))
                .withActive(Purpose.STORAGE, Samples.STORAGE);
        assertEquals(Optional.of(new MacSource.Dek(Samples.STORAGE)), Samples.KEYS.signer(state));
    }

    @Test
    void verify_keyNotKnown_isInvalid() {
        assertEquals(Verdict.INVALID, Samples.MAC.verify(Samples.fullFile(), new SampleKeys(Set.of())));
    }

    /** A key that left the file may be known to whoever it was lost to. */
    @Test
    void verify_keyNotInTheFile_isInvalid() {
        MacKeys signsWithOldKey = new MacKeys() {
            @Override
            public Optional<byte[]> macKey(MacSource source, byte[] info) {
                return Samples.KEYS.macKey(source, info);
            }

            @Override
            public Optional<MacSource> signer(KeyState state) {
                return Optional.of(new MacSource.Dek(Samples.OLD_RAFT));
            }
        };
        Sidecar without = Samples.full().with(Samples.state().withRetired(Samples.OLD_RAFT));
        assertEquals(Verdict.VALID, verify(Samples.MAC.encode(Samples.full(), signsWithOldKey)));
        assertEquals(Verdict.INVALID, verify(Samples.MAC.encode(without, signsWithOldKey)));
    }

    @Test
    void encode_keyNotKnown_isRefused() {
        HaltApplyException error = assertThrows(
                HaltApplyException.class, () -> Samples.MAC.encode(Samples.full(), new SampleKeys(Set.of())));
        assertEquals(HaltApplyException.Reason.STORAGE, error.reason());
    }

    @Test
    void encodeAndVerify_secretOfTheOperator_ruleOutMacsOfKeys() {
        MacKeys secret = new SecretKeys("site-7");
        byte[] file = Samples.MAC.encode(Samples.full(), secret);
        assertEquals(Verdict.VALID, Samples.MAC.verify(file, secret));
        assertEquals(Verdict.INVALID, Samples.MAC.verify(file, new SecretKeys("site-8")));
        assertEquals(Verdict.INVALID, Samples.MAC.verify(file, Samples.KEYS));
        assertEquals(Verdict.INVALID, Samples.MAC.verify(Samples.fullFile(), secret));
    }

    private record SecretKeys(String name) implements MacKeys {
        @Override
        public Optional<byte[]> macKey(MacSource source, byte[] info) {
            return source.equals(new MacSource.Secret(name))
                    ? Optional.of(SampleKeys.derive(name, info))
                    : Optional.empty();
        }

        @Override
        public Optional<MacSource> signer(KeyState state) {
            return Optional.of(new MacSource.Secret(name));
        }
    }

    @Test
    void info_clusterAndNode_cannotBeShiftedIntoEachOther() {
        byte[] one = SidecarMac.info(new Sidecar.Local("ab", "c", LocalEpoch.ZERO, Optional.empty()));
        byte[] other = SidecarMac.info(new Sidecar.Local("a", "bc", LocalEpoch.ZERO, Optional.empty()));
        assertFalse(Arrays.equals(one, other));
        String label = HexFormat.of().formatHex("quorumseal sidecar mac v1".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                label + "00000002" + "6162" + "00000001" + "63", HexFormat.of().formatHex(one));
    }

    @Test
    void encodeAndVerify_theKey_isZeroedAfterUse() {
        byte[][] lent = new byte[1][];
        MacKeys keys = (source, info) -> {
            lent[0] = SampleKeys.derive("x", info);
            return Optional.of(lent[0]);
        };
        byte[] file = Samples.MAC.encode(Samples.full(), keys);
        assertArrayEquals(new byte[32], lent[0]);
        assertEquals(Verdict.VALID, Samples.MAC.verify(file, keys));
        assertArrayEquals(new byte[32], lent[0]);
    }

    private static Verdict verify(byte[] file) {
        return Samples.MAC.verify(file, Samples.KEYS);
    }

    private static Optional<Verdict> verdict(byte[] file) {
        try {
            return Optional.of(verify(file));
        } catch (MalformedException typed) {
            return Optional.empty();
        }
    }
}
