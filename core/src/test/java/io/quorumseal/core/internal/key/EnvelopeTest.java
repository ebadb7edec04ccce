package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.UnknownDekException;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class EnvelopeTest {
    private static final Binding VALUES = Binding.values("");
    private static final Binding LOG = Binding.log(new GroupId("data"), "");
    private static final DekId STORAGE = new DekId(0xAABBCCDD);
    private static final DekId RAFT = new DekId(2);
    private static final ByteBuffer KEY = ByteBuffer.wrap(new byte[] {9, 8});
    private static final byte[] TEXT = "plaintext".getBytes(StandardCharsets.UTF_8);

    private final Keyring keyring = keyring(new JdkAeadProvider());

    @Property(tries = 200)
    void open_sealedValue_isThePlaintext(
            @ForAll @Size(max = 2000) byte[] plaintext, @ForAll @Size(max = 600) byte[] key, @ForAll long count) {
        // A keyring for each try: two tries in a row may draw the same count, which the cipher would refuse.
        Keyring own = keyring(new JdkAeadProvider());
        Dek dek = own.find(STORAGE).orElseThrow();
        ByteBuffer bindingKey = ByteBuffer.wrap(key);
        ByteBuffer sealed = ByteBuffer.allocate(keyring.sealedSize(plaintext.length));
        Envelope.seal(dek, count, VALUES, bindingKey, ByteBuffer.wrap(plaintext), sealed);
        assertEquals(0, sealed.remaining());
        ByteBuffer out = ByteBuffer.allocate(plaintext.length);
        int size = Envelope.open(own, VALUES, bindingKey, sealed.flip(), out);
        assertEquals(plaintext.length, size);
        assertArrayEquals(plaintext, out.array());
    }

    @Test
    void seal_header_isAsSpecified() {
        ByteBuffer sealed = seal(VALUES, STORAGE, KEY, ByteBuffer.wrap(TEXT));
        String header = HexFormat.of().formatHex(sealed.array(), 0, 18);
        assertEquals("01" + "00" + "aabbccdd" + "1234" + "0007" + "0000000000000005", header);
        assertEquals(STORAGE, Envelope.dekOf(sealed));
    }

    @Test
    void sealAndOpen_anyKindOfBuffer_leavesInputsAsTheyWere() {
        for (boolean direct : new boolean[] {false, true}) {
            for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                ByteBuffer key =
                        odd(KEY.array(), direct, order).asReadOnlyBuffer().order(order);
                ByteBuffer plaintext =
                        odd(TEXT, direct, order).asReadOnlyBuffer().order(order);
                ByteBuffer sealed = odd(new byte[keyring.sealedSize(TEXT.length)], direct, order);
                Envelope.seal(dek(STORAGE), dek(STORAGE).counter().next(), VALUES, key, plaintext, sealed);
                assertUntouched(plaintext, TEXT.length);
                assertUntouched(key, KEY.remaining());
                assertEquals(sealed.limit(), sealed.position());
                sealed.position(3);
                ByteBuffer readOnly = sealed.asReadOnlyBuffer().order(order);
                ByteBuffer out = odd(new byte[TEXT.length], direct, order);
                Envelope.open(keyring, VALUES, key, readOnly, out);
                assertUntouched(readOnly, keyring.sealedSize(TEXT.length));
                assertEquals(STORAGE, Envelope.dekOf(readOnly));
                assertEquals(ByteBuffer.wrap(TEXT), out.position(3));
            }
        }
    }

    @Test
    void sealAndOpen_inPlace_works() {
        for (int shift : new int[] {0, 5, 18, 20}) {
            byte[] memory = new byte[200];
            System.arraycopy(TEXT, 0, memory, shift, TEXT.length);
            ByteBuffer plaintext = ByteBuffer.wrap(memory, shift, TEXT.length);
            ByteBuffer sealed = ByteBuffer.wrap(memory, 0, keyring.sealedSize(TEXT.length));
            Envelope.seal(dek(RAFT), shift + 1, LOG, Envelope.NO_KEY, plaintext, sealed);
            ByteBuffer out = ByteBuffer.wrap(memory, shift, TEXT.length);
            Envelope.open(keyring, LOG, Envelope.NO_KEY, sealed.flip(), out);
            assertArrayEquals(TEXT, Arrays.copyOfRange(memory, shift, shift + TEXT.length));
        }
    }

    @Test
    void open_outLargerThanNeeded_getsOnlyThePlaintext() {
        ByteBuffer out = ByteBuffer.allocate(100);
        Arrays.fill(out.array(), (byte) 0x55);
        ByteBuffer sealed = seal(VALUES, STORAGE, KEY, ByteBuffer.wrap(TEXT));
        assertEquals(TEXT.length, Envelope.open(keyring, VALUES, KEY, sealed, out));
        assertEquals(TEXT.length, out.position());
        assertEquals(0x55, out.get(TEXT.length));
    }

    @Test
    void open_otherKeyThanStoredUnder_failsAndZeroesTheOutput() {
        ByteBuffer sealed = seal(VALUES, STORAGE, KEY, ByteBuffer.wrap(TEXT));
        ByteBuffer out = ByteBuffer.allocate(TEXT.length + 2);
        Arrays.fill(out.array(), (byte) 0x55);
        out.position(1);
        ByteBuffer other = ByteBuffer.wrap(new byte[] {9, 9});
        assertThrows(AuthenticationFailedException.class, () -> Envelope.open(keyring, VALUES, other, sealed, out));
        assertEquals(1, out.position());
        byte[] expected = new byte[TEXT.length + 2];
        expected[0] = 0x55;
        expected[expected.length - 1] = 0x55;
        assertArrayEquals(expected, out.array());
        assertUntouchedFrom(0, sealed);
    }

    @Test
    void open_purposeOfOtherBinding_fails() {
        ByteBuffer value = seal(VALUES, STORAGE, ByteBuffer.allocate(0), ByteBuffer.wrap(TEXT));
        ByteBuffer payload = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(TEXT));
        assertThrows(AuthenticationFailedException.class, () -> open(LOG, Envelope.NO_KEY, value));
        assertThrows(AuthenticationFailedException.class, () -> open(VALUES, Envelope.NO_KEY, payload));
    }

    @Test
    void seal_dekOfOtherPurpose_isRejected() {
        assertBadRequest(() -> seal(LOG, STORAGE, Envelope.NO_KEY, ByteBuffer.wrap(TEXT)));
        assertBadRequest(() -> seal(VALUES, RAFT, KEY, ByteBuffer.wrap(TEXT)));
        assertBadRequest(() -> seal(LOG, RAFT, KEY, ByteBuffer.wrap(TEXT)));
    }

    @Test
    void seal_beforeTheOpeningNumber_isRefused() {
        Keyring fresh = new Keyring(new JdkAeadProvider(), new NodeId(1));
        fresh.add(RAFT, Purpose.RAFT, key(1));
        Dek dek = fresh.find(RAFT).orElseThrow();
        ByteBuffer out = ByteBuffer.allocate(99);
        assertThrows(
                RetryableException.class,
                () -> Envelope.seal(dek, 1, LOG, Envelope.NO_KEY, ByteBuffer.wrap(TEXT), out));
        assertEquals(0, out.position());
    }

    @Test
    void seal_afterALaterOpeningNumber_usesIt() {
        keyring.startSealing(new LocalEpoch(0xFFFF));
        ByteBuffer sealed = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(TEXT));
        assertEquals((short) 0xFFFF, sealed.getShort(8));
    }

    @Test
    void sealAndOpen_outTooSmall_overflowsAndWritesNothing() {
        ByteBuffer small = ByteBuffer.allocate(keyring.sealedSize(TEXT.length) - 1);
        assertThrows(
                BufferOverflowException.class,
                () -> Envelope.seal(dek(RAFT), 1, LOG, Envelope.NO_KEY, ByteBuffer.wrap(TEXT), small));
        ByteBuffer sealed = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(TEXT));
        ByteBuffer smaller = ByteBuffer.allocate(TEXT.length - 1);
        assertThrows(
                BufferOverflowException.class, () -> Envelope.open(keyring, LOG, Envelope.NO_KEY, sealed, smaller));
        assertArrayEquals(new byte[TEXT.length - 1], smaller.array());
        assertEquals(0, small.position());
        assertArrayEquals(new byte[small.capacity()], small.array());
        assertEquals(small.capacity() + 1, dek(RAFT).sealedSize(TEXT.length));
    }

    @Test
    void open_compressedValue_isAuthenticatedThenRefused() {
        byte[] sealed = handSealed((byte) 1, KEY.array());
        MalformedException e = assertThrows(MalformedException.class, () -> open(VALUES, KEY, ByteBuffer.wrap(sealed)));
        assertEquals(Defect.ENVELOPE_VERSION, e.defect());
        sealed[1] = 0;
        assertThrows(AuthenticationFailedException.class, () -> open(VALUES, KEY, ByteBuffer.wrap(sealed)));
    }

    @Test
    void open_compressedValue_zeroesTheOutput() {
        ByteBuffer out = ByteBuffer.allocate(TEXT.length);
        ByteBuffer sealed = ByteBuffer.wrap(handSealed((byte) 1, KEY.array()));
        assertThrows(MalformedException.class, () -> Envelope.open(keyring, VALUES, KEY, sealed, out));
        assertArrayEquals(new byte[TEXT.length], out.array());
    }

    @Test
    void open_noEnvelope_isMalformed() {
        assertEquals(Defect.ENVELOPE_SHORT, defect(new byte[0]));
        assertEquals(Defect.ENVELOPE_SHORT, defect(new byte[33]));
        assertEquals(Defect.ENVELOPE_VERSION, defect(new byte[34]));
        byte[] unknown = new byte[34];
        unknown[0] = 3;
        assertEquals(Defect.ENVELOPE_VERSION, defect(unknown));
        assertThrows(MalformedException.class, () -> Envelope.dekOf(ByteBuffer.wrap(unknown)));
    }

    @Test
    void open_versionOrFlagThatIsNotKnown_isNamedInTheError() {
        byte[] later = new byte[34];
        later[0] = (byte) 200;
        String version = message(() -> open(LOG, Envelope.NO_KEY, ByteBuffer.wrap(later)));
        assertTrue(version.contains("version 200 "), version);
        String flag = message(() -> open(VALUES, KEY, ByteBuffer.wrap(handSealed((byte) 200, KEY.array()))));
        assertTrue(flag.contains("flag 200 "), flag);
    }

    private static String message(Executable action) {
        return String.valueOf(assertThrows(MalformedException.class, action).getMessage());
    }

    @Test
    void names_theDekInTheHeader_andNoneIfThereIsNoEnvelope() {
        ByteBuffer sealed = seal(VALUES, STORAGE, KEY, ByteBuffer.wrap(TEXT));
        assertTrue(Envelope.names(STORAGE, sealed));
        assertFalse(Envelope.names(RAFT, sealed));
        assertFalse(Envelope.names(STORAGE, sealed.duplicate().limit(33)));
        assertFalse(Envelope.names(STORAGE, ByteBuffer.wrap(TEXT)));
        assertFalse(Envelope.names(STORAGE, sealed.putInt(2, 0)));
    }

    @Test
    void isOfSuite1_byTheVersionOnly() {
        assertTrue(Envelope.isOfSuite1(seal(VALUES, STORAGE, KEY, ByteBuffer.wrap(TEXT))));
        assertTrue(Envelope.isOfSuite1(ByteBuffer.wrap(new byte[] {1})));
        assertFalse(Envelope.isOfSuite1(ByteBuffer.wrap(new byte[] {2})));
        assertFalse(Envelope.isOfSuite1(ByteBuffer.allocate(0)));
    }

    @Test
    void isPayloadOf_emptyPayload_isOne() {
        ByteBuffer sealed = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.allocate(0));
        assertTrue(Envelope.isPayloadOf(keyring, LOG, sealed));
        assertFalse(Envelope.isPayloadOf(keyring, LOG, sealed.duplicate().limit(33)));
        assertFalse(Envelope.isPayloadOf(keyring, LOG, ByteBuffer.wrap(TEXT)));
    }

    @Test
    void isPayloadAt_ofSuite1_isOneAnywhere() {
        ByteBuffer sealed = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(new byte[40]));
        assertTrue(Envelope.isPayloadAt(keyring, LOG, 5, 7, sealed));
        assertFalse(Envelope.isPayloadAt(keyring, LOG, 5, 7, sealed.put(20, (byte) (sealed.get(20) ^ 1))));
    }

    @Test
    void openAnywhere_payload_tellsItsLength() {
        ByteBuffer sealed = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(TEXT));
        assertEquals(TEXT.length, Envelope.openAnywhere(keyring, LOG, sealed, ByteBuffer.allocate(TEXT.length)));
    }

    /** As when a reader found it just before. */
    @Test
    void open_dekDestroyedSinceItWasFound_isUnknown() {
        ByteBuffer sealed = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(TEXT));
        dek(RAFT).close();
        var e = assertThrows(UnknownDekException.class, () -> open(LOG, Envelope.NO_KEY, sealed));
        assertEquals(RAFT, e.dek());
    }

    @Test
    void open_keyForALogPayload_isRejected() {
        ByteBuffer sealed = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(TEXT));
        assertBadRequest(() -> open(LOG, KEY, sealed));
    }

    @Test
    void seal_outShorterThanTheHeader_overflows() {
        ByteBuffer small = ByteBuffer.allocate(5);
        assertThrows(
                BufferOverflowException.class,
                () -> Envelope.seal(dek(RAFT), 1, LOG, Envelope.NO_KEY, ByteBuffer.wrap(TEXT), small));
        assertEquals(0, small.position());
    }

    @Test
    void seal_scope_isRejectedWithTheNextOrAnOwnCount() {
        Binding scoped = Binding.values("orders");
        assertBadRequest(() -> seal(scoped, STORAGE, KEY, ByteBuffer.wrap(TEXT)));
        assertBadRequest(
                () -> Envelope.seal(dek(STORAGE), scoped, KEY, ByteBuffer.wrap(TEXT), ByteBuffer.allocate(100)));
    }

    @Test
    void seal_dekOfOtherPurpose_saysWhatWasToBeSealed() {
        RejectedException e =
                assertThrows(RejectedException.class, () -> seal(LOG, STORAGE, Envelope.NO_KEY, ByteBuffer.wrap(TEXT)));
        assertTrue(String.valueOf(e.getMessage()).contains("bound as RAFT"), e.getMessage());
    }

    @Test
    void open_unknownDek_saysWhich() {
        byte[] sealed = new byte[40];
        sealed[0] = 1;
        sealed[2] = (byte) 0x80;
        var e = assertThrows(UnknownDekException.class, () -> open(LOG, Envelope.NO_KEY, ByteBuffer.wrap(sealed)));
        assertEquals(new DekId(0x80000000), e.dek());
    }

    @Test
    void open_dekZero_isNotAuthentic() {
        byte[] sealed = new byte[40];
        sealed[0] = 1;
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        assertThrows(AuthenticationFailedException.class, () -> open(LOG, Envelope.NO_KEY, buffer));
        assertThrows(AuthenticationFailedException.class, () -> Envelope.dekOf(buffer));
    }

    @Test
    void openOnly_opensWhatWasSealedAndSealsNothing() {
        ByteBuffer sealed = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(TEXT));
        keyring.openOnly(RAFT);
        assertEquals(TEXT.length, open(LOG, Envelope.NO_KEY, sealed));
        assertThrows(RejectedException.class, () -> seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(TEXT)));
        assertThrows(
                RejectedException.class,
                () -> Envelope.seal(
                        keyring.find(RAFT).orElseThrow(),
                        LOG,
                        Envelope.NO_KEY,
                        ByteBuffer.wrap(TEXT),
                        ByteBuffer.allocate(100)));
    }

    @Test
    void open_removedDek_isUnknownAndAfterCloseRejected() {
        ByteBuffer sealed = seal(LOG, RAFT, Envelope.NO_KEY, ByteBuffer.wrap(TEXT));
        keyring.openOnly(RAFT);
        keyring.remove(RAFT);
        assertThrows(UnknownDekException.class, () -> open(LOG, Envelope.NO_KEY, sealed));
        keyring.close();
        assertThrows(RejectedException.class, () -> open(LOG, Envelope.NO_KEY, sealed));
    }

    @Test
    void seal_providerThatChoosesNonces_carriesItsNonce() {
        CountingAead choosing = new CountingAead();
        choosing.choosesNonces = true;
        Keyring random = keyring(choosing);
        ByteBuffer sealed = ByteBuffer.allocate(keyring.sealedSize(TEXT.length));
        Dek dek = random.find(RAFT).orElseThrow();
        Envelope.seal(dek, 1, LOG, Envelope.NO_KEY, ByteBuffer.wrap(TEXT), sealed);
        assertEquals(0x77, sealed.get(6));
        ByteBuffer out = ByteBuffer.allocate(TEXT.length);
        Envelope.open(random, LOG, Envelope.NO_KEY, sealed.flip(), out);
        assertArrayEquals(TEXT, out.array());
    }

    @Test
    void sealAndOpen_keyLongerThanKeptScratch_works() {
        ByteBuffer key = ByteBuffer.allocate(100_000);
        for (int i = 0; i < 2; i++) {
            ByteBuffer sealed = ByteBuffer.allocate(keyring.sealedSize(TEXT.length));
            Envelope.seal(dek(STORAGE), 1 + i, VALUES, key, ByteBuffer.wrap(TEXT), sealed);
            assertEquals(TEXT.length, open(VALUES, key, sealed.flip()));
        }
    }

    private static byte[] handSealed(byte flag, byte[] storageKey) {
        byte[] header = HexFormat.of().parseHex("0100aabbccdd0102030405060708090a0b0c");
        header[1] = flag;
        ByteBuffer aad =
                ByteBuffer.allocate(6 + storageKey.length).put(header, 0, 6).put(storageKey);
        ByteBuffer out = ByteBuffer.allocate(18 + TEXT.length + 16).put(header);
        try (AeadProvider.Sealer sealer = new JdkAeadProvider().sealer(key(1))) {
            sealer.seal(Arrays.copyOfRange(header, 6, 18), aad.flip(), ByteBuffer.wrap(TEXT), out);
        }
        return out.array();
    }

    private static Keyring keyring(AeadProvider aead) {
        Keyring keyring = new Keyring(aead, new NodeId(0x1234));
        keyring.startSealing(new LocalEpoch(7));
        keyring.add(STORAGE, Purpose.STORAGE, key(1));
        keyring.add(RAFT, Purpose.RAFT, key(2));
        return keyring;
    }

    private static SecretBytes key(int fill) {
        byte[] raw = new byte[32];
        Arrays.fill(raw, (byte) fill);
        return SecretBytes.take(raw);
    }

    private Dek dek(DekId id) {
        return keyring.find(id).orElseThrow();
    }

    private ByteBuffer seal(Binding binding, DekId dek, ByteBuffer key, ByteBuffer plaintext) {
        ByteBuffer sealed = ByteBuffer.allocate(keyring.sealedSize(plaintext.remaining()));
        Envelope.seal(dek(dek), 5, binding, key, plaintext, sealed);
        return sealed.flip();
    }

    private int open(Binding binding, ByteBuffer key, ByteBuffer sealed) {
        return Envelope.open(keyring, binding, key, sealed, ByteBuffer.allocate(sealed.remaining()));
    }

    private Defect defect(byte[] sealed) {
        var e = assertThrows(MalformedException.class, () -> open(LOG, Envelope.NO_KEY, ByteBuffer.wrap(sealed)));
        return e.defect();
    }

    /** The bytes from position 3 on in a buffer with an odd offset. */
    private static ByteBuffer odd(byte[] bytes, boolean direct, ByteOrder order) {
        int size = bytes.length + 3;
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        return buffer.order(order).position(3).put(bytes).position(3);
    }

    private static void assertUntouched(ByteBuffer buffer, int length) {
        assertEquals(3, buffer.position());
        assertEquals(3 + length, buffer.limit());
    }

    private static void assertUntouchedFrom(int position, ByteBuffer buffer) {
        assertEquals(position, buffer.position());
    }

    private static void assertBadRequest(Runnable action) {
        RejectedException e = assertThrows(RejectedException.class, action::run);
        assertEquals(RejectedException.Reason.BAD_REQUEST, e.reason());
    }
}
