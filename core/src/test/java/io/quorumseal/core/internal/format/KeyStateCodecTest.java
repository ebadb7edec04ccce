package io.quorumseal.core.internal.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyStateCodecTest {
    private static final DekId STORAGE = new DekId(1);
    private static final DekId RAFT = new DekId(-2);
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");

    @Provide
    Arbitrary<KeyState> states() {
        return KeyStates.any();
    }

    @Property(tries = 300)
    void decode_encodedState_isTheSame(@ForAll("states") KeyState state) {
        byte[] bytes = KeyStateCodec.encode(state);
        KeyState decoded = KeyStateCodec.decode(ByteBuffer.wrap(bytes));
        assertEquals(state, decoded);
        assertArrayEquals(bytes, KeyStateCodec.encode(decoded));
    }

    static List<KeyState> bothVersions() {
        return List.of(small(), withCiphers());
    }

    @ParameterizedTest
    @MethodSource("bothVersions")
    void decode_cutOrExtended_isMalformed(KeyState state) {
        byte[] bytes = KeyStateCodec.encode(state);
        for (int length = 0; length < bytes.length; length++) {
            assertMalformed(Arrays.copyOf(bytes, length));
        }
        assertMalformed(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @ParameterizedTest
    @MethodSource("bothVersions")
    void decode_flippedBit_isMalformed(KeyState state) {
        byte[] bytes = KeyStateCodec.encode(state);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] bad = bytes.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            assertMalformed(bad);
        }
    }

    @ParameterizedTest
    @MethodSource("bothVersions")
    void decode_flippedBitUnderAMatchingChecksum_isMalformedOrEncodesToTheSameBytes(KeyState state) {
        byte[] bytes = KeyStateCodec.encode(state);
        for (int bit = 0; bit < 8 * (bytes.length - 32); bit++) {
            byte[] bad = bytes.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            Damage.check(resummed(bad), in -> KeyStateCodec.encode(KeyStateCodec.decode(in)));
        }
    }

    @Test
    void read_statesInARow_movesBehindEach() {
        byte[] one = KeyStateCodec.encode(small());
        byte[] two = KeyStateCodec.encode(KeyState.EMPTY);
        ByteBuffer both = ByteBuffer.allocate(one.length + two.length + 1)
                .put(one)
                .put(two)
                .flip();
        assertEquals(small(), KeyStateCodec.read(both));
        assertEquals(one.length, both.position());
        assertEquals(KeyState.EMPTY, KeyStateCodec.read(both));
        assertEquals(0, both.remaining());
    }

    @Test
    void read_corruptState_leavesThePosition() {
        byte[] bytes = KeyStateCodec.encode(small());
        bytes[20] ^= 1;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        assertThrows(MalformedException.class, () -> KeyStateCodec.read(buffer));
        assertEquals(0, buffer.position());
    }

    @Test
    void encode_emptyState_hasTheSpecifiedBytes() {
        String body = "00000000" + "00000000" + "00" + "00000000" + "00000000" + "00000000";
        String header = "51534b53" + "01" + "00000015";
        byte[] checked = HexFormat.of().parseHex(header + body);
        byte[] expected = resummed(Arrays.copyOf(checked, checked.length + 32));
        assertArrayEquals(expected, KeyStateCodec.encode(KeyState.EMPTY));
    }

    @Test
    void encode_keysOfBothSuites_saysOfEachHowItSeals() {
        WrappedDek one = new WrappedDek(new DekId(1), new byte[] {5});
        WrappedDek two = new WrappedDek(new DekId(2), new byte[] {6});
        KeyState state = KeyState.EMPTY
                .withKey(new KeyState.Key(Purpose.STORAGE, one, Instant.EPOCH, LocalEpoch.ZERO, 3))
                .withKey(new KeyState.Key(
                        Purpose.RAFT, two, cipher(DekCipher.TERM_AND_INDEX), Instant.EPOCH, LocalEpoch.ZERO, 4));
        String first = "00000001" + "01" + "0000000000000000" + "0000000000000003" + "00000001" + "05" + "01" + "00";
        String second = "00000002" + "02" + "0000000000000000" + "0000000000000004" + "00000001" + "06" + "02" + "02"
                + "07".repeat(32);
        String body = "00000000" + "00000002" + first + second + "00" + "00000000" + "00000000" + "00000000";
        byte[] checked = HexFormat.of().parseHex("51534b53" + "02" + "0000006d" + body);
        byte[] expected = resummed(Arrays.copyOf(checked, checked.length + 32));
        assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(KeyStateCodec.encode(state)));
        assertEquals(state, KeyStateCodec.decode(ByteBuffer.wrap(expected)));
    }

    @Test
    void decode_versionTwoWithoutAKeyOfAnotherSuite_isMalformed() {
        byte[] empty = KeyStateCodec.encode(KeyState.EMPTY);
        empty[4] = 2;
        assertMalformed(resummed(empty));
        String key = "00000001" + "01" + "0000000000000000" + "0000000000000003" + "00000001" + "05" + "01" + "00";
        String body = "00000000" + "00000001" + key + "00" + "00000000" + "00000000" + "00000000";
        byte[] checked = HexFormat.of().parseHex("51534b53" + "02" + "00000031" + body);
        assertMalformed(resummed(Arrays.copyOf(checked, checked.length + 32)));
    }

    static List<DekCipher> ciphersThatCannotBe() {
        byte[] commitment = new byte[DekCipher.COMMITMENT_SIZE];
        return List.of(
                new DekCipher(0, DekCipher.TERM, commitment),
                new DekCipher(3, DekCipher.TERM, commitment),
                new DekCipher(258, DekCipher.TERM, commitment),
                new DekCipher(1, DekCipher.TERM, new byte[0]),
                new DekCipher(1, DekCipher.NOTHING, commitment),
                new DekCipher(2, DekCipher.NOTHING, commitment),
                new DekCipher(2, 3, commitment),
                new DekCipher(2, DekCipher.TERM, new byte[0]),
                new DekCipher(2, DekCipher.TERM, new byte[31]));
    }

    @ParameterizedTest
    @MethodSource("ciphersThatCannotBe")
    void encode_raftKeyThatCannotSealSo_isRejected(DekCipher cipher) {
        WrappedDek dek = new WrappedDek(RAFT, new byte[] {1});
        assertRejected(
                KeyState.EMPTY.withKey(new KeyState.Key(Purpose.RAFT, dek, cipher, CREATED, LocalEpoch.ZERO, 0)));
    }

    @Test
    void encode_storageKeyThatBindsAPlace_isRejected() {
        WrappedDek dek = new WrappedDek(STORAGE, new byte[] {1});
        assertRejected(KeyState.EMPTY.withKey(
                new KeyState.Key(Purpose.STORAGE, dek, cipher(DekCipher.TERM), CREATED, LocalEpoch.ZERO, 0)));
    }

    @Test
    void encode_stateWithOwnEpoch_leavesItOut() {
        KeyState state = small().withKey(key(Purpose.RAFT, RAFT, new LocalEpoch(17)));
        KeyState imported = KeyStateCodec.decode(ByteBuffer.wrap(KeyStateCodec.encode(state)));
        assertEquals(small(), imported);
    }

    @Test
    void encode_registryRow_hasTheBytesOfTheReference() {
        String bytes = latin1(KeyStateCodec.encode(small()));
        String expected = small().registry().entrySet().stream()
                .map(row -> latin1(RegistryCodec.key(row.getKey())) + latin1(RegistryCodec.value(row.getValue())))
                .findFirst()
                .orElseThrow();
        assertTrue(bytes.contains(expected));
    }

    @Test
    void encode_impossibleState_isRejected() {
        assertRejected(KeyState.EMPTY.withActive(Purpose.RAFT, RAFT));
        assertRejected(small().withActive(Purpose.RAFT, STORAGE));
        assertRejected(small().withRetired(new DekId(5)).withKey(key(Purpose.RAFT, new DekId(5), LocalEpoch.ZERO)));
        Writer other = new Writer(new NodeId(8), LocalEpoch.ZERO, LocalEpoch.ZERO);
        assertRejected(small().withWriter(new Row(RAFT, 9), other));
        assertRejected(small().withStorageCutover(-1));
        assertRejected(small().withGroup(new GroupId("\udc00"), group -> group));
    }

    @Test
    void encode_auditTrailThatIsNotTheGroups_isRejected() {
        AuditTrail other = AuditTrails.of(new GroupId("h"), 2);
        assertRejected(KeyState.EMPTY.withGroup(new GroupId("g"), group -> group.audited(other)));
    }

    @Test
    void encode_stateBeyondALimit_isRejected() {
        byte[] large = new byte[KeyStateLimits.WRAPPED_DEK_BYTES + 1];
        assertRejected(KeyState.EMPTY.withKey(
                new KeyState.Key(Purpose.RAFT, new WrappedDek(RAFT, large), CREATED, LocalEpoch.ZERO, 0)));
        String log = "x".repeat(KeyStateLimits.LOG_IDENTITY_BYTES + 1);
        assertRejected(KeyState.EMPTY.withGroup(new GroupId("g"), group -> group.in(log)));
    }

    @Test
    void decode_firstAndLastSecond_areRead() {
        for (String created : List.of("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")) {
            KeyState state = KeyState.EMPTY.withKey(new KeyState.Key(
                    Purpose.RAFT, new WrappedDek(RAFT, new byte[] {1}), Instant.parse(created), LocalEpoch.ZERO, 0));
            assertEquals(state, KeyStateCodec.decode(ByteBuffer.wrap(KeyStateCodec.encode(state))));
        }
    }

    @Test
    void decode_oneIdTwice_isMalformed() {
        KeyState two = KeyState.EMPTY.withRetired(new DekId(0x11223344)).withRetired(new DekId(0x11223345));
        byte[] bytes = KeyStateCodec.encode(two);
        int second = latin1(bytes).indexOf(latin1(new byte[] {0x11, 0x22, 0x33, 0x45}));
        bytes[second + 3] = 0x44;
        assertMalformed(resummed(bytes));
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static KeyState small() {
        GroupId group = new GroupId("orders-\u6771");
        return KeyState.EMPTY
                .withKey(key(Purpose.STORAGE, STORAGE, LocalEpoch.ZERO))
                .withKey(key(Purpose.RAFT, RAFT, LocalEpoch.ZERO))
                .withActive(Purpose.STORAGE, STORAGE)
                .withActive(Purpose.RAFT, RAFT)
                .withStorageCutover(12)
                .withGroup(
                        group,
                        old -> new Group("log-1", 2, OptionalLong.of(44), false, 50, 49, AuditTrails.of(group, 2)))
                .withGroup(new GroupId("a"), old -> new Group("", OptionalLong.empty(), true, 0, 0))
                .withWriter(
                        new Row(RAFT, 0xBEEF),
                        new Writer(new NodeId(0x1234_BEEFL), LocalEpoch.ZERO, new LocalEpoch(65_535)))
                .withRetired(new DekId(3));
    }

    private static KeyState withCiphers() {
        WrappedDek storage = new WrappedDek(new DekId(6), new byte[] {4});
        WrappedDek raft = new WrappedDek(new DekId(7), new byte[] {5});
        return small().withKey(new KeyState.Key(
                        Purpose.STORAGE, storage, cipher(DekCipher.NOTHING), CREATED, LocalEpoch.ZERO, 12))
                .withKey(new KeyState.Key(Purpose.RAFT, raft, cipher(DekCipher.TERM), CREATED, LocalEpoch.ZERO, 13))
                .withActive(Purpose.RAFT, raft.id());
    }

    private static DekCipher cipher(int binds) {
        byte[] commitment = new byte[DekCipher.COMMITMENT_SIZE];
        Arrays.fill(commitment, (byte) 7);
        return new DekCipher(2, binds, commitment);
    }

    private static KeyState.Key key(Purpose purpose, DekId id, LocalEpoch epoch) {
        return new KeyState.Key(purpose, new WrappedDek(id, new byte[] {1, 2, 3}), CREATED, epoch, 11);
    }

    private static void assertMalformed(byte[] bytes) {
        var e = assertThrows(MalformedException.class, () -> KeyStateCodec.decode(ByteBuffer.wrap(bytes)));
        assertEquals(Defect.KEY_STATE, e.defect());
    }

    private static void assertRejected(KeyState state) {
        RejectedException e = assertThrows(RejectedException.class, () -> KeyStateCodec.encode(state));
        assertEquals(RejectedException.Reason.BAD_REQUEST, e.reason());
    }

    private static byte[] resummed(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, bytes.length - 32);
            System.arraycopy(digest.digest(), 0, bytes, bytes.length - 32, 32);
            return bytes;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
