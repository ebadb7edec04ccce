package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SidecarCodecTest {

    @Test
    void encode_fullSidecar_givesTheRecordedText() throws IOException {
        assertEquals(golden(), new String(Samples.fullFile(), StandardCharsets.UTF_8));
    }

    @Test
    void decode_recordedText_givesTheFullSidecar() throws IOException {
        assertEquals(Samples.full(), Samples.CODEC.decode(golden().getBytes(StandardCharsets.UTF_8)));
    }

    static String golden() throws IOException {
        try (InputStream in = SidecarCodecTest.class.getResourceAsStream("/sidecar/full.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void encode_unknownMembers_surviveAChangeOfTheRest() {
        Sidecar read = Samples.CODEC.decode(Samples.fullFile());
        Sidecar changed = read.with(read.state().withGroup(Samples.SHARD, group -> group.appliedThrough(1_000)));
        Sidecar again = Samples.CODEC.decode(Samples.MAC.encode(changed, Samples.KEYS));
        assertEquals(Samples.full().unknown(), again.unknown());
        assertEquals(1_000, again.state().group(Samples.SHARD).applied());
    }

    @Test
    void encode_unknownMemberOfARetiredKey_goesWithTheKey() {
        Sidecar read = Samples.CODEC.decode(Samples.fullFile());
        Sidecar changed = read.with(read.state().withRetired(Samples.OLD_RAFT));
        Sidecar again = Samples.CODEC.decode(Samples.MAC.encode(changed, Samples.KEYS));
        assertTrue(read.unknown().containsKey("/keys/77/label"));
        assertEquals(read.unknown().size() - 1, again.unknown().size());
    }

    @Test
    void encode_unknownMemberUnderAKnownName_doesNotReplaceIt() {
        TreeMap<String, String> unknown = new TreeMap<>();
        unknown.put("/quorumseal/opening", "65535");
        Sidecar sidecar = new Sidecar(Samples.state(), Samples.LOCAL, unknown);
        assertEquals(
                Samples.LOCAL,
                Samples.CODEC.decode(Samples.MAC.encode(sidecar, Samples.KEYS)).local());
    }

    @Test
    void encode_nothingGrantedOrKept_hasNoMemberForIt() {
        byte[] file = Samples.MAC.encode(Samples.newNode(), Samples.KEYS);
        assertFalse(new String(file, StandardCharsets.UTF_8).contains("seals_granted"));
        assertFalse(new String(file, StandardCharsets.UTF_8).contains("kept"));
    }

    @Test
    void encode_keysOfSuite1Only_hasTheReferencesVersionAndNoMemberForIt() {
        String text = new String(Samples.fullFile(), StandardCharsets.UTF_8);
        assertTrue(text.contains("\"version\": 2\n"), text);
        assertFalse(text.contains("ciphers"), text);
    }

    @Test
    void encode_liveKeyOfAnotherSuite_givesTheRecordedTextWithItsCipher() throws IOException {
        String text = new String(Samples.MAC.encode(Samples.withCiphers(), Samples.KEYS), StandardCharsets.UTF_8);
        String cipher = "    \"ciphers\": {\n      \"4151381218\": {\n        \"binds\": 2,\n"
                + "        \"commitment\": \"" + "c0".repeat(32) + "\",\n        \"suite\": 2\n      }\n    },\n";
        String expected = golden().replace("  \"quorumseal\": {\n", "  \"quorumseal\": {\n" + cipher)
                .replace("\"version\": 2\n", "\"version\": 3\n");
        assertEquals(withoutMac(expected), withoutMac(text));
        assertEquals(Samples.withCiphers(), decode(text));
    }

    private static String withoutMac(String text) {
        return text.replaceFirst("\"value\": \"[0-9a-f]{64}\"", "");
    }

    @Test
    void encode_keptKeyOfAnotherSuite_hasTheVersionThatTheReferenceRefuses() {
        KeyState.Key kept = Samples.key(Purpose.STORAGE, DekId.of(5), 9, 0);
        Sidecar.Local local = Samples.LOCAL.withKept(
                new TreeMap<>(Map.of(DekId.of(5), Samples.withCipher(kept, Samples.secondSuite(DekCipher.NOTHING)))));
        byte[] file = Samples.MAC.encode(Samples.full().with(local), Samples.KEYS);
        assertTrue(new String(file, StandardCharsets.UTF_8).contains("\"version\": 3\n"));
        assertEquals(local, Samples.CODEC.decode(file).local());
    }

    @Test
    void verify_changedCommitment_isInvalid() {
        String text = new String(Samples.MAC.encode(Samples.withCiphers(), Samples.KEYS), StandardCharsets.UTF_8);
        byte[] changed = text.replace("c0c0", "c0c1").getBytes(StandardCharsets.UTF_8);
        assertEquals(SidecarMac.Verdict.VALID, Samples.MAC.verify(text.getBytes(StandardCharsets.UTF_8), Samples.KEYS));
        assertEquals(SidecarMac.Verdict.INVALID, Samples.MAC.verify(changed, Samples.KEYS));
    }

    private static final String CIPHER =
            "\"suite\":2,\"binds\":1,\"commitment\":\"" + "ab".repeat(DekCipher.COMMITMENT_SIZE) + "\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "SIDECAR_VERSION | \"version\":2 | \"version\":4",
                "SIDECAR | \"version\":2 | \"version\":2",
                "SIDECAR | \"version\":2 | \"version\":1",
                "SIDECAR | \"suite\":2 | \"suite\":3",
                "SIDECAR | \"suite\":2 | \"suite\":256",
                "SIDECAR | \"suite\":2, | ",
                "SIDECAR | \"binds\":1 | \"binds\":0",
                "SIDECAR | \"binds\":1 | \"binds\":3",
                "SIDECAR | \"raft\" | \"storage\"",
                "SIDECAR | abab | ab",
                "SIDECAR | abab | ABab",
                "SIDECAR | abab | xbab",
                "SIDECAR | abab | aba",
                "SIDECAR | \"ciphers\":{\"7\" | \"ciphers\":{\"8\"",
                "SIDECAR_KEY_ID_FORMAT | \"ciphers\":{\"7\" | \"ciphers\":{\"07\"",
                "SIDECAR_RESERVED_KEY_ID | \"ciphers\":{\"7\" | \"ciphers\":{\"0\""
            })
    void decode_cipherOutOfShape_refused(Defect defect, String from, @Nullable String to) {
        String good = withKey("\"2026-04-29T10:00:00Z\"", "\"AA==\"", "7")
                .replace("{\"version\":2", "{\"quorumseal\":{\"ciphers\":{\"7\":{" + CIPHER + "}}},\"version\":3");
        assertEquals(1, decode(good).state().keys().size());
        String bad = good.replaceFirst(Pattern.quote(from.replace("version\":2", "version\":3")), to == null ? "" : to);
        assertNotEquals(good, bad);
        assertDefect(defect, bad);
    }

    @Test
    void decode_keptKeyThatCannotSealSo_refused() {
        String kept = "{\"version\":3,\"quorumseal\":{\"retired\":[7],\"ciphers\":{\"7\":{" + CIPHER
                + "}},\"kept\":{\"7\":{\"purpose\":\"raft\",\"wrapped\":\"AA==\",\"created\":\"2026-04-29T10:00:00Z\"}}}}";
        assertEquals(Set.of(DekId.of(7)), decode(kept).local().kept().keySet());
        assertDefect(Defect.SIDECAR, kept.replace("raft", "storage"));
    }

    @Test
    void decode_cipherOfSuite1_refused() {
        String one =
                "{\"version\":3,\"quorumseal\":{\"ciphers\":{\"7\":{\"suite\":1,\"commitment\":\"\"}}},\"keys\":{\"7\":"
                        + "{\"purpose\":\"raft\",\"created\":\"2026-04-29T10:00:00Z\",\"wrapped\":\"AA==\"}}}";
        assertDefect(Defect.SIDECAR, one);
    }

    @Test
    void decode_versionThreeWithoutACipher_refusedAsTheReferenceDoes() {
        String three = withKey("\"2026-04-29T10:00:00Z\"", "\"AA==\"", "7").replace("version\":2", "version\":3");
        assertDefect(Defect.SIDECAR_VERSION, three);
    }

    @Test
    void decode_versionOneCutOver_keepsTheCutoverWithoutIndex() {
        Sidecar old = decode("{\"version\":1,\"storage_envelope_active\":true}");
        assertEquals(OptionalLong.of(0), old.state().storageCutover());
        assertEquals(old, Samples.CODEC.decode(Samples.MAC.encode(old, Samples.KEYS)));
    }

    @Test
    void decode_offsetAndFractionOfCreation_areBroughtToSecondsOfUtc() {
        Sidecar read = decode(withKey("\"2026-04-29T12:00:00.75+02:00\"", "\"AA==\"", "7"));
        KeyState.Key key = Objects.requireNonNull(read.state().keys().get(DekId.of(7)));
        assertEquals(Instant.parse("2026-04-29T10:00:00Z"), key.created());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"2026-04-29\" | \"AA==\" | 7",
                "\"\" | \"AA==\" | 7",
                "null | \"AA==\" | 7",
                "\"+12026-04-29T10:00:00Z\" | \"AA==\" | 7",
                "\"2026-04-29T10:00:00Z\" | \"AA\" | 7",
                "\"2026-04-29T10:00:00Z\" | \"AB==\" | 7",
                "\"2026-04-29T10:00:00Z\" | \"A A==\" | 7",
                "\"2026-04-29T10:00:00Z\" | \"\" | 7",
                "\"2026-04-29T10:00:00Z\" | null | 7",
                "\"2026-04-29T10:00:00Z\" | \"AA==\" | 65536",
                "\"2026-04-29T10:00:00Z\" | \"AA==\" | -1",
                "\"2026-04-29T10:00:00Z\" | \"AA==\" | 1.0",
                "\"2026-04-29T10:00:00Z\" | \"AA==\" | 1e1",
                "\"2026-04-29T10:00:00Z\" | \"AA==\" | -0",
                "\"2026-04-29T10:00:00Z\" | \"AA==\" | \"7\""
            })
    void decode_keyWithAMemberOutOfRange_refused(String created, String wrapped, String epoch) {
        assertDefect(Defect.SIDECAR, withKey(created, wrapped, epoch));
    }

    private static String withKey(String created, String wrapped, String epoch) {
        return "{\"version\":2,\"keys\":{\"7\":{\"purpose\":\"raft\",\"created\":" + created + ",\"wrapped\":" + wrapped
                + ",\"local_epoch\":" + epoch + "}}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "SIDECAR_VERSION | {}",
                "SIDECAR_VERSION | {\"version\":3,\"keys\":7}",
                "SIDECAR | {\"version\":2.0}",
                "SIDECAR | {\"version\":\"2\"}",
                "SIDECAR | {\"version\":null}",
                "SIDECAR | {\"version\":2,\"raft_applied_index\":9223372036854775808}",
                "SIDECAR | {\"version\":2,\"raft_applied_index\":-1}",
                "SIDECAR | {\"version\":2,\"raft_applied_index\":null}",
                "SIDECAR | {\"version\":2,\"storage_envelope_active\":null}",
                "SIDECAR | {\"version\":2,\"storage_envelope_active\":1}",
                "SIDECAR | {\"version\":2,\"storage_envelope_cutover_index\":5}",
                "SIDECAR | {\"version\":2,\"keys\":[]}",
                "SIDECAR | {\"version\":2,\"active\":{\"raft\":4294967296}}",
                "SIDECAR_KEY_ID_FORMAT | {\"version\":2,\"keys\":{\"07\":{}}}",
                "SIDECAR_KEY_ID_FORMAT | {\"version\":2,\"keys\":{\"+7\":{}}}",
                "SIDECAR_KEY_ID_FORMAT | {\"version\":2,\"keys\":{\"\":{}}}",
                "SIDECAR_KEY_ID_FORMAT | {\"version\":2,\"keys\":{\"٧\":{}}}",
                "SIDECAR_ACTIVE_KEY_MISSING | {\"version\":2,\"active\":{\"raft\":1}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":[]}",
                "SIDECAR_CONTROL_GROUP | {\"version\":2,\"quorumseal\":{\"control\":\"other\"}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"opening\":65536}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"cluster\":1}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"retired\":{}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"retired\":[0]}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"retired\":[\"7\"]}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"kept\":[]}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"retired\":[7],\"kept\":{\"7\":{}}}}",
                "SIDECAR_RESERVED_KEY_ID | {\"version\":2,\"quorumseal\":{\"kept\":{\"0\":{}}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"seals_granted\":[]}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"seals_granted\":{\"7\":-1}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"seals_granted\":{\"7\":9223372036854775808}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"seals_granted\":{\"7\":1.0}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"seals_granted\":{\"7\":\"1\"}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"seals_granted\":{\"7\":null}}}",
                "SIDECAR_KEY_ID_FORMAT | {\"version\":2,\"quorumseal\":{\"seals_granted\":{\"07\":1}}}",
                "SIDECAR_RESERVED_KEY_ID | {\"version\":2,\"quorumseal\":{\"seals_granted\":{\"0\":1}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"groups\":{\"\":{\"log\":\"\"}}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"groups\":{\"g\":{}}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"groups\":{\"g\":{\"log\":\"\",\"cutover\":-1}}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"registry\":{\"7\":{\"01\":{}}}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"registry\":{\"7\":{\"-1\":{}}}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"registry\":{\"7\":{\"18446744073709551616\":{}}}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"registry\":{\"7\":{\"1\":{},\"65537\":{}}}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"registry\":{\"7\":{\"1\":{\"first\":2,\"last\":1}}}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"mac\":{}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"mac\":{\"dek\":7,\"value\":\"00\"}}}",
                "SIDECAR | {\"version\":2,\"quorumseal\":{\"mac\":{\"dek\":7,\"secret\":\"s\",\"value\":\"00\"}}}"
            })
    void decode_textOutOfShape_refused(Defect defect, String text) {
        assertDefect(defect, text);
    }

    @Test
    void decode_keyAtTheLimits_isRead() {
        for (String year : List.of("0000", "9999")) {
            Sidecar read = decode(withKey("\"" + year + "-01-01T00:00:00Z\"", "\"AA==\"", "65535"));
            assertEquals(1, read.state().keys().size());
        }
        assertEquals(Limits.WRAPPED_BYTES, wrappedBytes(Limits.WRAPPED_BYTES));
        assertThrows(MalformedException.class, () -> wrappedBytes(Limits.WRAPPED_BYTES + 1));
        assertDefect(Defect.SIDECAR, withKey("\"-0001-12-31T23:59:59Z\"", "\"AA==\"", "7"));
        assertDefect(Defect.SIDECAR, withKey("\"+10000-01-01T00:00:00Z\"", "\"AA==\"", "7"));
    }

    private static int wrappedBytes(int size) {
        String wrapped = Base64.getEncoder().encodeToString(new byte[size]);
        Sidecar read = decode(withKey("\"2026-04-29T10:00:00Z\"", "\"" + wrapped + "\"", "7"));
        return Objects.requireNonNull(read.state().keys().get(DekId.of(7)))
                .dek()
                .wrapped()
                .length;
    }

    @Test
    void decode_longestTextAndGroupName_areRead() {
        String log = "x".repeat(Limits.TEXT_LENGTH);
        String group = "g".repeat(GroupId.MAX_LENGTH);
        assertEquals(
                log,
                decode(withGroup(group, log)).state().group(new GroupId(group)).log());
        assertDefect(Defect.SIDECAR, withGroup(group, log + "x"));
        assertDefect(Defect.SIDECAR, withGroup(group + "g", log));
    }

    private static String withGroup(String name, String log) {
        return "{\"version\":2,\"quorumseal\":{\"groups\":{\"" + name + "\":{\"log\":\"" + log + "\"}}}}";
    }

    @Test
    void encode_groupWhoseLogBeganAnew_keepsHowOften() {
        KeyState begun = Samples.state().withGroup(Samples.SHARD, group -> group.begunAnew(3, 20, true));
        Sidecar sidecar = Samples.full().with(begun);
        assertEquals(sidecar, Samples.CODEC.decode(Samples.MAC.encode(sidecar, Samples.KEYS)));
    }

    @Test
    void decode_groupsWhoseCutoverWasNotMet_standInOrderAndOnce() {
        assertEquals(
                Set.of(new GroupId("a"), new GroupId("b"), new GroupId("c")),
                decode(withUnmet("\"a\",\"b\",\"c\"")).local().unmet());
        for (String unmet : List.of("\"b\",\"a\"", "\"a\",\"a\"", "\"\"", "7", "\"a\",null")) {
            assertDefect(Defect.SIDECAR, withUnmet(unmet));
        }
    }

    private static String withUnmet(String unmet) {
        return "{\"version\":2,\"quorumseal\":{\"unmet\":[" + unmet + "]}}";
    }

    @Test
    void decode_memberOfTheWrongKind_saysWhereItStands() {
        assertSays("an object is missing at its top", "[]");
        assertSays("an object is missing at /keys", "{\"version\":2,\"keys\":[]}");
        assertSays("/quorumseal/cluster is not a string", "{\"version\":2,\"quorumseal\":{\"cluster\":1}}");
    }

    private static void assertSays(String what, String text) {
        MalformedException e = assertThrows(MalformedException.class, () -> decode(text));
        assertTrue(String.valueOf(e.getMessage()).contains(what), e.getMessage());
    }

    @Test
    void decode_retiredKeyAmongTheKeys_refused() {
        String text = withKey("\"2026-04-29T10:00:00Z\"", "\"AA==\"", "7");
        decode(text);
        assertDefect(Defect.SIDECAR, text.replace("{\"version\"", "{\"quorumseal\":{\"retired\":[7]},\"version\""));
    }

    @Test
    void decode_keptKeyThatWasNotRetired_refused() {
        String kept = "{\"version\":2,\"quorumseal\":{\"retired\":[7],\"kept\":{\"7\":{\"purpose\":\"raft\","
                + "\"wrapped\":\"AA==\",\"created\":\"2026-04-29T10:00:00Z\"}}}}";
        assertEquals(Set.of(DekId.of(7)), decode(kept).local().kept().keySet());
        assertDefect(Defect.SIDECAR, kept.replace("[7]", "[8]"));
    }

    @Test
    void encode_whatTheFileCannotHold_isRefusedBeforeAnyWrite() {
        KeyState.Key key = Samples.key(Purpose.RAFT, Samples.RAFT, 1, 1);
        assertUnwritable(Samples.state()
                .withKey(
                        new KeyState.Key(key.purpose(), key.dek(), key.created().plusNanos(1), key.epoch(), 1)));
        assertUnwritable(
                Samples.state().withKey(new KeyState.Key(key.purpose(), key.dek(), key.created(), key.epoch(), -1)));
        assertUnwritable(
                Samples.state().withKey(new KeyState.Key(key.purpose(), key.dek(), Instant.MAX, key.epoch(), 1)));
        assertUnwritable(Samples.state().withActive(Purpose.RAFT, DekId.of(123)));
        assertUnwritable(Samples.state().withGroup(new GroupId("half \ud800"), group -> group));
        assertUnwritable(Samples.state()
                .withGroup(Samples.CONTROL, group -> group.appliedThrough(1).in("x\udc00")));
        assertUnwritable(Samples.state().withGroup(Samples.SHARD, group -> group.cutOverAt(0)));
    }

    private static void assertUnwritable(KeyState state) {
        HaltApplyException error = assertThrows(
                HaltApplyException.class,
                () -> Samples.MAC.encode(Samples.full().with(state), Samples.KEYS));
        assertEquals(HaltApplyException.Reason.STORAGE, error.reason());
    }

    private static Sidecar decode(String text) {
        return Samples.CODEC.decode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertDefect(Defect defect, String text) {
        assertEquals(
                defect,
                assertThrows(MalformedException.class, () -> decode(text)).defect());
    }
}
