package io.quorumseal.core.internal.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.Void;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import io.quorumseal.api.RejectedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EntryCodecTest {
    private static final DekId DEK = new DekId(7);
    private static final NodeId PROPOSER = new NodeId(9);
    private static final Registration WRITER = new Registration(DEK, new NodeId(9), LocalEpoch.ZERO);

    @Provide
    Arbitrary<EncryptionEntry> entries() {
        return Entries.any();
    }

    @Property(tries = 500)
    void decode_encodedEntry_isTheSame(@ForAll("entries") EncryptionEntry entry) {
        byte[] bytes = EntryCodec.encode(entry);
        EncryptionEntry decoded = EntryCodec.decode(ByteBuffer.wrap(bytes));
        assertEquals(entry, decoded);
        assertArrayEquals(bytes, EntryCodec.encode(decoded));
    }

    @Property(tries = 100)
    void decode_cutEntry_isMalformed(@ForAll("entries") EncryptionEntry entry) {
        byte[] bytes = EntryCodec.encode(entry);
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
            assertEquals(Defect.ENTRY, defect(cut));
        }
    }

    /** The key state in it is a part of the entry. */
    @Test
    void decode_newLogWithDamagedKeyState_isAMalformedEntry() {
        byte[] bytes = EntryCodec.encode(new NewLog(1, true, KeyState.EMPTY, PROPOSER));
        bytes[bytes.length - Long.BYTES - 1] ^= 1;
        assertEquals(Defect.ENTRY, defect(ByteBuffer.wrap(bytes)));
    }

    @Property(tries = 100)
    void decode_flippedBit_isMalformedOrEncodesToTheSameBytes(@ForAll("entries") EncryptionEntry entry) {
        byte[] bytes = EntryCodec.encode(entry);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] bad = bytes.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            Damage.check(bad, in -> EntryCodec.encode(EntryCodec.decode(in)));
        }
    }

    @Property(tries = 50)
    void unframe_framedEntry_isTheSame(@ForAll("entries") EncryptionEntry entry) {
        byte[] payload = EntryFrame.frame(entry);
        assertTrue(EntryFrame.isOurs(ByteBuffer.wrap(payload)));
        assertEquals(entry, EntryFrame.unframe(ByteBuffer.wrap(payload)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', ENTRY",
        "03, ENTRY",
        "02 01, ENTRY_KIND",
        "07 01, ENTRY_KIND",
        "ff 01, ENTRY_KIND",
        "04 02, ENTRY_VERSION",
        "05 00, ENTRY_VERSION",
        "06 02, ENTRY_VERSION",
        "03 01 00000000 0000000000000001 0001, ENTRY",
        "03 02 00000007 0000000000000001 0001, ENTRY_VERSION",
        "03 02 00000007 0000000000000001 00, ENTRY",
        "03 02 00000007 0000000000000001 0001 00, ENTRY",
        "05 01, ENTRY",
        "05 01 02, ENTRY_KIND",
        "05 01 03, ENTRY_KIND",
        "05 01 01 00000007 03 00000000 00000007 0000000000000001 0001, ENTRY",
        "06 01 00, ENTRY_KIND",
        "06 01 04, ENTRY",
        "06 01 06, ENTRY_KIND",
        "06 01 04 00 01, ENTRY_KIND",
        "06 01 04 03 01, ENTRY_KIND",
        "06 01 02 00000000, ENTRY",
        "06 01 02 00000001 00, ENTRY",
        "06 01 03 0001 ff, ENTRY",
        "06 01 03 0002 c080, ENTRY",
        "06 01 03 ffff, ENTRY",
        "06 01 01 0000 ffffffff, ENTRY",
        "06 01 01 0000 00000002 00000001 00000000 00000001 00000000, ENTRY",
        "04 01 00000001 ffffffff, ENTRY",
        "04 01 00000001 7fffffff, ENTRY",
        "04 01 00000001 00000000 00000002 00000000 ffffffff, ENTRY",
    })
    void decode_badBytes_givesTheDefect(String hex, Defect expected) {
        assertEquals(expected, defect(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")))));
    }

    private static final String STORAGE_KEY = "01 02 00 00000007 " + "aa".repeat(32) + " 00000002 0102 ";
    private static final String RAFT_KEY = "02 02 01 00000008 " + "bb".repeat(32) + " 00000001 03 ";
    private static final String BY = "0000000000000009";

    @Test
    void encode_newKeys_hasTheSpecifiedBytes() {
        String bootstrap = hex(EntryCodec.encode(newKeys(What.BOOTSTRAP, storageKey(), raftKey(1))));
        assertEquals(squeezed("06 01 04 01 02 " + STORAGE_KEY + RAFT_KEY + BY), bootstrap);
        String rotation = hex(EntryCodec.encode(newKeys(What.ROTATE, raftKey(1))));
        assertEquals(squeezed("06 01 04 02 01 " + RAFT_KEY + BY), rotation);
    }

    static List<Arguments> badNewKeys() {
        String bootstrap = "06 01 04 01 ";
        String rotate = "06 01 04 02 ";
        return List.of(
                Arguments.of(Defect.ENTRY, rotate + "00 " + BY),
                Arguments.of(Defect.ENTRY, rotate + "03 " + STORAGE_KEY + RAFT_KEY + RAFT_KEY + BY),
                Arguments.of(Defect.ENTRY, rotate + "02 " + RAFT_KEY + STORAGE_KEY + BY),
                Arguments.of(Defect.ENTRY, rotate + "02 " + RAFT_KEY + RAFT_KEY + BY),
                Arguments.of(Defect.ENTRY, bootstrap + "01 " + RAFT_KEY + BY),
                Arguments.of(Defect.ENTRY, bootstrap + "01 " + STORAGE_KEY + BY),
                Arguments.of(
                        Defect.ENTRY, bootstrap + "02 " + STORAGE_KEY + RAFT_KEY.replace("00000008", "00000007") + BY),
                Arguments.of(Defect.ENTRY, rotate + "01 " + RAFT_KEY.replaceFirst("02 02", "03 02") + BY),
                Arguments.of(Defect.ENTRY, rotate + "01 " + RAFT_KEY.replaceFirst("02 02", "02 01") + BY),
                Arguments.of(Defect.ENTRY_VERSION, rotate + "01 02 00"),
                Arguments.of(Defect.ENTRY_VERSION, rotate + "01 02 03"),
                Arguments.of(Defect.ENTRY_VERSION, rotate + "01 02 ff" + BY),
                Arguments.of(Defect.ENTRY, rotate + "01 " + RAFT_KEY.replaceFirst("02 02 01", "02 02 00") + BY),
                Arguments.of(Defect.ENTRY, rotate + "01 " + RAFT_KEY.replaceFirst("02 02 01", "02 02 03") + BY),
                Arguments.of(Defect.ENTRY, rotate + "01 " + STORAGE_KEY.replaceFirst("02 00", "02 01") + BY),
                Arguments.of(Defect.ENTRY, rotate + "01 " + RAFT_KEY.replace("00000008", "00000000") + BY),
                Arguments.of(Defect.ENTRY, rotate + "01 " + RAFT_KEY.replace("00000001 03", "00000000") + BY),
                Arguments.of(
                        Defect.ENTRY,
                        rotate + "01 " + RAFT_KEY.replace("00000001 03", "00001001" + "cc".repeat(4_097)) + BY),
                Arguments.of(Defect.ENTRY, rotate + "01 " + RAFT_KEY + BY + "00"));
    }

    @ParameterizedTest
    @MethodSource("badNewKeys")
    void decode_badNewKeys_givesTheDefect(Defect expected, String hex) {
        assertEquals(expected, defect(ByteBuffer.wrap(HexFormat.of().parseHex(squeezed(hex)))));
    }

    @Test
    void encode_newKeysThatNobodyWouldRead_isRejected() {
        assertRejected(newKeys(What.ROTATE));
        assertRejected(newKeys(What.BOOTSTRAP, raftKey(1)));
        assertRejected(newKeys(What.ROTATE, raftKey(1), storageKey()));
        assertRejected(newKeys(What.ROTATE, raftKey(0)));
        assertRejected(newKeys(What.ROTATE, raftKey(EntryLimits.WRAPPED_DEK_BYTES + 1)));
        assertRejected(newKeys(
                What.ROTATE,
                new NewKey(Purpose.RAFT, DekCipher.SUITE_1, raftKey(1).dek())));
        NewKeys longest = newKeys(What.ROTATE, raftKey(EntryLimits.WRAPPED_DEK_BYTES));
        assertEquals(longest, EntryCodec.decode(ByteBuffer.wrap(EntryCodec.encode(longest))));
    }

    private static NewKeys newKeys(What what, NewKey... keys) {
        return new NewKeys(what, List.of(keys), PROPOSER);
    }

    private static NewKey storageKey() {
        return new NewKey(Purpose.STORAGE, cipher(DekCipher.NOTHING, 0xAA), new WrappedDek(DEK, new byte[] {1, 2}));
    }

    private static NewKey raftKey(int size) {
        byte[] wrapped = new byte[size];
        Arrays.fill(wrapped, (byte) 3);
        return new NewKey(Purpose.RAFT, cipher(DekCipher.TERM, 0xBB), new WrappedDek(new DekId(8), wrapped));
    }

    private static DekCipher cipher(int binds, int fill) {
        byte[] commitment = new byte[DekCipher.COMMITMENT_SIZE];
        Arrays.fill(commitment, (byte) fill);
        return new DekCipher(2, binds, commitment);
    }

    private static String squeezed(String hex) {
        return hex.replace(" ", "");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "06 01 01 0002 6b31 00000001 00000007 00000003 aabbcc 0000000000000009, rewrap",
        "06 01 02 00000007 0000000000000009, retire",
        "06 01 03 0004 7465726d, void",
        "06 01 05 00000002 01 0000003e 51534b53 01 00000015 000000000000000000000000000000000000000000"
                + " 5681fbec033863d5354805de8040aac20e8277012c6376e92cdbdc2ea0d6021b 0000000000000009, new-log",
    })
    void encode_ourKinds_hasTheSpecifiedBytes(String hex, String kind) {
        byte[] bytes = EntryCodec.encode(
                switch (kind) {
                    case "rewrap" ->
                        new RewrapDeks(
                                "k1", List.of(new WrappedDek(DEK, HexFormat.of().parseHex("aabbcc"))), PROPOSER);
                    case "retire" -> new RetireDek(DEK, PROPOSER);
                    case "new-log" -> new NewLog(2, true, KeyState.EMPTY, PROPOSER);
                    default -> new Void("term");
                });
        assertEquals(hex.replace(" ", ""), HexFormat.of().formatHex(bytes));
    }

    @Test
    void decode_cutoverOfOtherPurpose_keepsBoth() {
        var entry = new EnableEnvelope(Purpose.RAFT, Purpose.STORAGE, DEK, new byte[] {1}, WRITER);
        assertEquals(entry, EntryCodec.decode(ByteBuffer.wrap(EntryCodec.encode(entry))));
    }

    @Test
    void decode_anyBuffer_isLeftAsItWas() {
        byte[] bytes = EntryCodec.encode(new RetireDek(DEK, PROPOSER));
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 5).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(3).put(bytes).flip().position(3);
        ByteBuffer before = buffer.duplicate();
        assertEquals(new RetireDek(DEK, PROPOSER), EntryCodec.decode(buffer));
        assertEquals(before.position(), buffer.position());
        assertEquals(before.limit(), buffer.limit());
        assertEquals(ByteOrder.LITTLE_ENDIAN, buffer.order());
    }

    @Test
    void encode_atTheLimits_decodes() {
        Void longest = new Void("x".repeat(EntryLimits.REASON_BYTES));
        assertEquals(longest, EntryCodec.decode(ByteBuffer.wrap(EntryCodec.encode(longest))));
        RewrapDeks fullest = rewrap(EntryLimits.REWRAPPED_DEKS, EntryLimits.WRAPPED_DEK_BYTES);
        assertEquals(fullest, EntryCodec.decode(ByteBuffer.wrap(EntryCodec.encode(fullest))));
        Bootstrap largest = bootstrap(EntryLimits.REGISTRATIONS);
        assertEquals(largest, EntryCodec.decode(ByteBuffer.wrap(EntryCodec.encode(largest))));
    }

    @Test
    void encode_beyondTheLimits_isRejected() {
        assertRejected(new Void("x".repeat(EntryLimits.REASON_BYTES + 1)));
        assertRejected(new Void("\ud800"));
        assertRejected(new RewrapDeks("x".repeat(EntryLimits.KEK_VERSION_BYTES + 1), List.of(), PROPOSER));
        assertRejected(rewrap(EntryLimits.REWRAPPED_DEKS + 1, 0));
        assertRejected(rewrap(1, EntryLimits.WRAPPED_DEK_BYTES + 1));
        assertRejected(bootstrap(EntryLimits.REGISTRATIONS + 1));
    }

    @Test
    void decode_beyondTheLimits_isMalformed() {
        byte[] reason = new byte[EntryLimits.REASON_BYTES + 1];
        assertEquals(
                Defect.ENTRY,
                defect(new WireWriter().u8(6).u8(1).u8(3).u16(reason.length).bytes(reason)));
        byte[] wrapped = new byte[EntryLimits.WRAPPED_DEK_BYTES + 1];
        WireWriter rewrap = new WireWriter().u8(6).u8(1).u8(1).u16(0).u32(1).u32(1);
        assertEquals(Defect.ENTRY, defect(rewrap.u32(wrapped.length).bytes(wrapped)));
        WireWriter bootstrap = new WireWriter().u8(4).u8(1).u32(1).u32(0).u32(2).u32(0);
        int count = EntryLimits.REGISTRATIONS + 1;
        byte[] rows = new byte[count * RegistrationFormat.SIZE];
        Arrays.fill(rows, (byte) 1);
        assertEquals(Defect.ENTRY, defect(bootstrap.u32(count).bytes(rows)));
    }

    @Test
    void isOurs_theSixteenBytesAlone_isTrue() {
        assertTrue(EntryFrame.isOurs(ByteBuffer.wrap(EntryFrame.magic())));
    }

    @Test
    void isOurs_otherPayload_isFalse() {
        byte[] magic = EntryFrame.magic();
        assertEquals(16, magic.length);
        assertFalse(EntryFrame.isOurs(ByteBuffer.wrap(magic, 0, 15)));
        for (int i = 0; i < magic.length; i++) {
            byte[] other = magic.clone();
            other[i] ^= 1;
            assertFalse(EntryFrame.isOurs(ByteBuffer.wrap(other)));
            assertThrows(MalformedException.class, () -> EntryFrame.unframe(ByteBuffer.wrap(other)));
        }
    }

    @Test
    void unframe_insideALargerBuffer_readsFromPositionToLimit() {
        byte[] payload = EntryFrame.frame(new RetireDek(DEK, PROPOSER));
        ByteBuffer buffer = ByteBuffer.allocate(payload.length + 9)
                .position(4)
                .put(payload)
                .flip()
                .position(4);
        assertTrue(EntryFrame.isOurs(buffer));
        assertEquals(new RetireDek(DEK, PROPOSER), EntryFrame.unframe(buffer));
        assertEquals(4, buffer.position());
    }

    private static RewrapDeks rewrap(int count, int size) {
        List<WrappedDek> deks = IntStream.rangeClosed(1, count)
                .mapToObj(id -> new WrappedDek(new DekId(id), new byte[size]))
                .toList();
        return new RewrapDeks("v", deks, PROPOSER);
    }

    private static Bootstrap bootstrap(int writers) {
        return new Bootstrap(
                new WrappedDek(DEK, new byte[0]),
                new WrappedDek(new DekId(8), new byte[0]),
                Collections.nCopies(writers, WRITER));
    }

    private static void assertRejected(EncryptionEntry entry) {
        RejectedException e = assertThrows(RejectedException.class, () -> EntryCodec.encode(entry));
        assertEquals(RejectedException.Reason.BAD_REQUEST, e.reason());
    }

    private static Defect defect(WireWriter written) {
        return defect(ByteBuffer.wrap(written.toBytes()));
    }

    private static Defect defect(ByteBuffer bytes) {
        return assertThrows(MalformedException.class, () -> EntryCodec.decode(bytes))
                .defect();
    }
}
