package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.UnknownDekException;
import io.quorumseal.core.internal.key.Attributes.Binds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DerivedSchemeTest {
    private static final DekId VALUE = new DekId(0xAABBCCDD);
    private static final DekId PAYLOAD = new DekId(2);
    private static final DekId TERM_ONLY = new DekId(3);
    private static final Binding VALUES = Binding.values("orders");
    private static final Binding LOG = Binding.log(new GroupId("data"), "log-1");
    private static final ByteBuffer KEY = ByteBuffer.wrap(new byte[] {9, 8});
    private static final byte[] TEXT = "plaintext".getBytes(StandardCharsets.UTF_8);
    private static final int SALT = 12;

    private final CountingAead aead = new CountingAead();
    private final Keyring keyring = keyring(1);

    @Test
    void seal_beforeAnyOpeningNumber_sealsFromTheFirstMomentOn() {
        ByteBuffer sealed = seal(dek(VALUE));
        assertEquals(TEXT.length + 46, sealed.remaining());
        assertEquals(2, sealed.get(0));
        assertEquals(VALUE, Envelope.dekOf(sealed));
        assertEquals(TEXT.length, open(keyring, sealed));
    }

    @Test
    void sealAndOpen_deksOfBothSuites_workWithOneProvider() {
        DekId first = new DekId(9);
        keyring.add(first, Purpose.STORAGE, key(9));
        keyring.startSealing(new LocalEpoch(1));
        ByteBuffer sealed = ByteBuffer.allocate(TEXT.length + 34);
        Binding unscoped = Binding.values("");
        Envelope.seal(keyring.find(first).orElseThrow(), unscoped, KEY, ByteBuffer.wrap(TEXT), sealed);
        assertEquals(TEXT.length, Envelope.open(keyring, unscoped, KEY, sealed.flip(), ByteBuffer.allocate(100)));
        assertEquals(TEXT.length, open(keyring, seal(dek(VALUE))));
    }

    @Test
    void sealAndOpen_anyByteOrderAndInPlace_works() {
        byte[] memory = new byte[200];
        System.arraycopy(TEXT, 0, memory, 20, TEXT.length);
        ByteBuffer sealed =
                ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN).limit(TEXT.length + 46);
        Envelope.seal(dek(VALUE), VALUES, KEY, ByteBuffer.wrap(memory, 20, TEXT.length), sealed);
        for (int i = 0; i < 2; i++) {
            ByteBuffer again = ByteBuffer.wrap(memory.clone())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .limit(sealed.limit());
            ByteBuffer out = ByteBuffer.wrap(again.array(), 7, TEXT.length);
            assertEquals(TEXT.length, Envelope.open(keyring, VALUES, KEY, again, out));
            assertArrayEquals(TEXT, Arrays.copyOfRange(again.array(), 7, 7 + TEXT.length));
            assertEquals(0, again.position());
            assertEquals(TEXT.length + 46, again.limit());
        }
        assertEquals(1, ((DerivedScheme) dek(VALUE).scheme()).openers().size());
    }

    @Test
    void seal_keyReplacedWhileASealerIsMade_sealsUnderTheNextOne() {
        aead.whileMaking = once(keyring::reseed);
        ByteBuffer sealed = seal(dek(VALUE));
        assertEquals(TEXT.length, open(keyring, sealed));
        assertEquals(2, aead.made.get(), "a sealer and an opener");
    }

    private Runnable once(Runnable action) {
        return () -> {
            aead.whileMaking = () -> {};
            aead.whileOpening = () -> {};
            action.run();
        };
    }

    @Test
    void open_saltThatIsOpenedMeanwhile_keepsOneOpener() {
        ByteBuffer sealed = seal(dek(VALUE));
        ByteBuffer same = sealed.duplicate();
        aead.whileOpening = once(() -> assertEquals(TEXT.length, open(keyring, same)));
        assertEquals(TEXT.length, open(keyring, sealed));
        assertEquals(2, aead.open.get(), "the sealer and one opener");
        assertEquals(1, scheme(VALUE).openers().size());
    }

    @Test
    void open_again_makesNoOtherOpener() {
        ByteBuffer sealed = seal(dek(VALUE));
        open(keyring, sealed);
        int made = aead.made.get();
        for (int i = 0; i < 3; i++) {
            assertEquals(TEXT.length, open(keyring, sealed));
        }
        assertEquals(made, aead.made.get());
    }

    @Test
    void bytesSealed_areCountedForTheDekAndItsKey() {
        SealingKey sealing = scheme(VALUE).drawn(0);
        sealing.count(SealingKey.MOST_BYTES - Slot.COUNTED_ALONE);
        ByteBuffer first = seal(dek(VALUE));
        assertEquals(0, dek(VALUE).bytesSealed());
        ByteBuffer large = ByteBuffer.allocate(2 * Slot.COUNTED_ALONE);
        Envelope.seal(dek(VALUE), VALUES, KEY, ByteBuffer.allocate(Slot.COUNTED_ALONE), large);
        assertEquals(TEXT.length + Slot.COUNTED_ALONE, dek(VALUE).bytesSealed());
        assertEquals(salt(nonce(first)), salt(nonce(large)));
        assertNotEquals(salt(nonce(first)), salt(nonce(seal(dek(VALUE)))), "this key has sealed all that it may");
    }

    @Test
    void close_everyKeyThatACipherHas_isZeroed() {
        open(keyring, seal(dek(VALUE)));
        keyring.reseed();
        open(keyring, seal(dek(VALUE)));
        Dek dek = dek(VALUE);
        keyring.close();
        assertEquals(4, aead.keys.size());
        aead.keys.forEach(key -> assertThrows(RejectedException.class, () -> key.readSecret(raw -> raw.length)));
        assertThrows(RejectedException.class, () -> dek.sealFile(new byte[1], "backup"));
        assertEquals(0, ((DerivedScheme) dek.scheme()).openers().size());
    }

    @Test
    void dekKeys_closed_areZeroed() {
        DekKeys keys = DekKeys.of(VALUE, values(), key(1));
        keys.close();
        for (SecretBytes key : List.of(keys.cipherKey(), keys.macKey())) {
            assertThrows(RejectedException.class, () -> key.readSecret(raw -> raw.length));
        }
    }

    @Test
    void secure_keyringsOfTheSameKey_drawOtherSalts() {
        Set<ByteBuffer> salts = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            Keyring own = new Keyring(aead, new NodeId(1));
            own.add(VALUE, values(), key(1));
            salts.addAll(salts(nonces(own, 2)));
        }
        assertEquals(3, salts.size());
    }

    @Test
    void seal_twoThreads_repeatNoNonce() throws InterruptedException {
        Set<ByteBuffer> nonces = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(new Thread(() -> {
                for (int message = 0; message < 1_000; message++) {
                    if (message % 300 == 299) {
                        keyring.reseed();
                    }
                    nonces.add(nonce(seal(dek(VALUE))));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(2_000, nonces.size());
        assertEquals(0, aead.repeatedNonces.get());
    }

    /** Both have the same salt, the same counts, and the block that was set aside when the process was copied. */
    @Test
    void seal_inACopyOfTheProcess_partsAtTheNextBlock() {
        Keyring original = copied(1);
        Keyring copy = copied(2);
        List<ByteBuffer> first = nonces(original, 600);
        List<ByteBuffer> second = nonces(copy, 600);
        int block = (int) SealingKey.BLOCK;
        assertEquals(first.subList(0, block), second.subList(0, block));
        assertTrue(Collections.disjoint(first.subList(block, 600), second.subList(block, 600)));
        assertEquals(1, salts(first).size());
    }

    @Test
    void reseed_inACopyOfTheProcess_partsAtOnce() {
        Keyring original = copied(1);
        Keyring copy = copied(2);
        assertEquals(nonces(original, 10), nonces(copy, 10));
        copy.reseed();
        assertTrue(Collections.disjoint(salts(nonces(original, 10)), salts(nonces(copy, 10))));
    }

    /** A payload may wait for long between the two; a copy that is made meanwhile has whatever was taken by then. */
    @Test
    void reserve_beforeAProcessIsCopied_takesNoCount() {
        Keyring original = copied(1);
        Keyring copy = copied(2);
        try (LogSeal before = reserved(original);
                LogSeal same = reserved(copy);
                LogSeal first = reserved(original);
                LogSeal second = reserved(copy)) {
            assertEquals(nonce(sealed(before)), nonce(sealed(same)));
            copy.reseed();
            assertNotEquals(salt(nonce(sealed(first))), salt(nonce(sealed(second))));
        }
    }

    private static LogSeal reserved(Keyring keyring) {
        return keyring.find(PAYLOAD).orElseThrow().reserve(LOG);
    }

    private static ByteBuffer sealed(LogSeal seal) {
        ByteBuffer out = ByteBuffer.allocate(TEXT.length + 62);
        seal.seal(ByteBuffer.wrap(TEXT), out);
        return out.flip();
    }

    @Test
    void salt_ofAnotherOpening_isAnother() {
        ByteBuffer first = seal(dek(VALUE));
        ByteBuffer later = seal(keyring(2).find(VALUE).orElseThrow());
        assertNotEquals(salt(nonce(first)), salt(nonce(later)));
        keyring.openOnly(VALUE);
        keyring.remove(VALUE);
        keyring.add(VALUE, values(), key(1));
        assertNotEquals(salt(nonce(first)), salt(nonce(seal(dek(VALUE)))));
    }

    @Test
    void salt_afterTheLastCount_isDrawnAnewWithItsKeyAndCounts() {
        SealingKey last = scheme(VALUE).drawn(SealingKey.MOST_MESSAGES - 3);
        List<ByteBuffer> nonces = nonces(keyring, 5);
        assertEquals(1, salts(nonces.subList(0, 3)).size());
        assertEquals(1, salts(nonces.subList(3, 5)).size());
        assertEquals(2, salts(nonces).size());
        assertEquals(-1, nonces.get(2).getInt(20));
        assertEquals(0, nonces.get(3).getInt(20));
        assertNull(last.take());
    }

    @Test
    void salt_afterTheLastByte_isDrawnAnew() {
        SealingKey sealing = scheme(VALUE).drawn(0);
        List<ByteBuffer> nonces = nonces(keyring, 1);
        sealing.count(SealingKey.MOST_BYTES - 1);
        nonces.addAll(nonces(keyring, 1));
        assertEquals(1, salts(nonces).size());
        sealing.count(1);
        nonces.addAll(nonces(keyring, 1));
        assertEquals(2, salts(nonces).size());
    }

    @Test
    void counter_messagesOfAllSalts_areCounted() {
        nonces(keyring, 3);
        keyring.reseed();
        nonces(keyring, 300);
        assertEquals(3 * SealingKey.BLOCK, dek(VALUE).counter().used());
    }

    @Test
    void open_forgedSalts_areNotRememberedAndDropNothing() {
        ByteBuffer sealed = seal(dek(VALUE));
        open(keyring, sealed);
        int open = aead.open.get();
        Random random = new Random(1);
        for (int i = 0; i < 2 * Openers.MOST_CIPHERS; i++) {
            ByteBuffer forged = part(sealed, 0, sealed.remaining());
            forged.putLong(6, random.nextLong());
            assertThrows(AuthenticationFailedException.class, () -> open(keyring, forged));
        }
        assertEquals(1, scheme(VALUE).openers().size());
        assertEquals(open, aead.open.get());
        int made = aead.made.get();
        open(keyring, sealed);
        assertEquals(made, aead.made.get());
    }

    @Test
    void open_moreSaltsThanAreRemembered_dropsTheOldest() {
        List<ByteBuffer> sealed = new ArrayList<>();
        for (int i = 0; i < Openers.MOST_KEYS + 10; i++) {
            keyring.reseed();
            sealed.add(seal(dek(VALUE)));
            assertEquals(TEXT.length, open(keyring, sealed.get(i)));
        }
        assertEquals(Openers.MOST_KEYS, scheme(VALUE).openers().size());
        assertEquals(Openers.MOST_CIPHERS + 1, aead.open.get());
        assertEquals(TEXT.length, open(keyring, sealed.get(0)));
        keyring.close();
        assertEquals(0, aead.open.get());
    }

    @Test
    void place_whereTheIndexIsBound_isThatOneOnly() {
        ByteBuffer sealed = sealLog(PAYLOAD, 5, 7);
        assertEquals(TEXT.length + 62, sealed.remaining());
        assertEquals(TEXT.length, openLogged(LOG, 5, 7, sealed));
        assertRefused(LOG, 5, 8, sealed);
        assertRefused(LOG, 6, 7, sealed);
        assertRefused(Binding.log(new GroupId("data"), "log-2"), 5, 7, sealed);
        assertRefused(Binding.log(new GroupId("other"), "log-1"), 5, 7, sealed);
    }

    @Test
    void place_whereTheTermIsBound_isAnyIndexOfIt() {
        ByteBuffer sealed = sealLog(TERM_ONLY, 5, 7);
        assertEquals(TEXT.length, openLogged(LOG, 5, 8, sealed));
        assertRefused(LOG, 6, 7, sealed);
    }

    @Test
    void place_sealedWithoutOne_opensNowhere() {
        ByteBuffer sealed = ByteBuffer.allocate(TEXT.length + 62);
        LogSeal seal = dek(PAYLOAD).reserve(LOG);
        seal.seal(ByteBuffer.wrap(TEXT), sealed);
        seal.close();
        assertThrows(IllegalStateException.class, () -> seal.place(1, 1, sealed.flip()));
        assertRefused(LOG, 0, 0, sealed);
        assertTrue(Envelope.isPayloadOf(keyring, LOG, sealed));
        assertFalse(Envelope.isPayloadOf(keyring, LOG.in("log-2"), sealed));
    }

    @Test
    void isPayloadAt_ofItsOwnLog_isOneAnywhere() {
        ByteBuffer sealed = sealLog(PAYLOAD, 5, 7);
        assertTrue(Envelope.isPayloadAt(keyring, LOG, 5, 7, sealed));
        assertTrue(Envelope.isPayloadAt(keyring, LOG, 5, 8, sealed));
    }

    /** As when an engine tells another identity than before. */
    @Test
    void isPayloadAt_whereTheLogHasAnotherIdentity_isOneAtItsPlace() {
        Binding other = LOG.in("log-2");
        ByteBuffer sealed = sealLog(PAYLOAD, 5, 7);
        assertTrue(Envelope.isPayloadAt(keyring, other, 5, 7, sealed));
        assertFalse(Envelope.isPayloadAt(keyring, other, 5, 8, sealed));
        assertFalse(Envelope.isPayloadAt(keyring, other, 6, 7, sealed));
        ByteBuffer empty = ByteBuffer.allocate(62);
        try (LogSeal seal = dek(PAYLOAD).reserve(LOG)) {
            seal.seal(ByteBuffer.allocate(0), empty);
            seal.place(5, 7, empty.flip());
        }
        assertTrue(Envelope.isPayloadAt(keyring, other, 5, 7, empty));
        assertFalse(Envelope.isPayloadAt(keyring, other, 5, 7, empty.duplicate().limit(61)));
    }

    @Test
    void isPayloadAt_whatIsNoPayload_isNone() {
        Binding other = LOG.in("log-2");
        ByteBuffer sealed = sealLog(PAYLOAD, 5, 7);
        assertFalse(
                Envelope.isPayloadAt(keyring, other, 5, 7, part(sealed, 0, 71).put(0, (byte) 1)));
        assertFalse(
                Envelope.isPayloadAt(keyring, other, 5, 7, part(sealed, 0, 71).putInt(2, 99)));
        assertFalse(
                Envelope.isPayloadAt(keyring, other, 5, 7, part(sealed, 0, 71).putInt(2, VALUE.bits())));
        assertFalse(Envelope.isPayloadAt(keyring, LOG, 5, 7, ByteBuffer.wrap(TEXT)));
        assertFalse(Envelope.isPayloadAt(keyring, LOG, 5, 7, part(sealed, 0, 40)));
    }

    /** As when it is destroyed while the bytes are looked at. */
    @Test
    void isPayloadAt_dekDestroyedSinceItWasFound_isNone() {
        ByteBuffer sealed = sealLog(PAYLOAD, 5, 7);
        dek(PAYLOAD).close();
        assertFalse(Envelope.isPayloadAt(keyring, LOG, 5, 7, sealed));
        assertThrows(UnknownDekException.class, () -> openLogged(LOG, 5, 7, sealed));
    }

    @Test
    void reserve_dekRetiredBeforeThePayloadIsSealed_sealsNothing() {
        ByteBuffer out = ByteBuffer.allocate(100);
        try (LogSeal seal = dek(PAYLOAD).reserve(LOG)) {
            keyring.openOnly(PAYLOAD);
            assertThrows(RejectedException.class, () -> seal.seal(ByteBuffer.wrap(TEXT), out));
        }
        assertArrayEquals(new byte[100], out.array());
    }

    @Test
    void seal_withACountOrAsAFile_namesTheSuiteThatCannot() {
        for (Executable action : List.<Executable>of(
                () -> dek(PAYLOAD).sealFile(new byte[1], "backup"),
                () -> Envelope.seal(dek(VALUE), 1, VALUES, KEY, ByteBuffer.wrap(TEXT), ByteBuffer.allocate(100)))) {
            RejectedException e = assertThrows(RejectedException.class, action);
            assertTrue(String.valueOf(e.getMessage()).contains("cipher suite 2 "), e.getMessage());
        }
    }

    @Test
    void openLogged_logThatHasNoIdentity_isRejectedAndNotTakenForAForgery() {
        ByteBuffer sealed = sealLog(PAYLOAD, 5, 7);
        RejectedException e = assertThrows(RejectedException.class, () -> openLogged(LOG.in(""), 5, 7, sealed));
        assertTrue(String.valueOf(e.getMessage()).contains("group data is empty or not known"), e.getMessage());
    }

    @Test
    void sealAndOpen_payloadWithoutItsPlace_isRejected() {
        ByteBuffer out = ByteBuffer.allocate(100);
        assertThrows(
                RejectedException.class,
                () -> Envelope.seal(dek(PAYLOAD), LOG, Envelope.NO_KEY, ByteBuffer.wrap(TEXT), out));
        ByteBuffer sealed = sealLog(PAYLOAD, 5, 7);
        assertThrows(RejectedException.class, () -> Envelope.open(keyring, LOG, Envelope.NO_KEY, sealed, out));
        assertThrows(
                RejectedException.class,
                () -> Envelope.seal(dek(PAYLOAD), 0, LOG, Envelope.NO_KEY, ByteBuffer.wrap(TEXT), out));
        assertEquals(0, out.position());
    }

    @Test
    void reserve_logThatHasNoIdentity_isRejected() {
        assertThrows(RejectedException.class, () -> dek(PAYLOAD).reserve(LOG.in("")));
        assertThrows(RejectedException.class, () -> Binding.log(new GroupId("g"), "x".repeat(1_025)));
    }

    @Test
    void seal_scopeUnderSuite1_isRejected() {
        keyring.add(new DekId(9), Purpose.STORAGE, key(9));
        keyring.startSealing(new LocalEpoch(1));
        assertThrows(
                RejectedException.class, () -> seal(keyring.find(new DekId(9)).orElseThrow()));
    }

    @Test
    void open_anotherFlag_isNotAuthentic() {
        ByteBuffer sealed = seal(dek(VALUE));
        for (int flag = 1; flag < 256; flag++) {
            sealed.put(1, (byte) flag);
            assertThrows(AuthenticationFailedException.class, () -> open(keyring, sealed));
        }
    }

    @Test
    void open_whatSaysOtherwise_failsInTheOrderOfTheFormat() {
        ByteBuffer zero = seal(dek(VALUE)).putInt(2, 0);
        assertThrows(AuthenticationFailedException.class, () -> open(keyring, zero));
        ByteBuffer unknown = seal(dek(VALUE)).putInt(2, 99);
        assertThrows(UnknownDekException.class, () -> open(keyring, unknown));
        ByteBuffer otherSuite = seal(dek(VALUE)).put(0, (byte) 1);
        assertThrows(AuthenticationFailedException.class, () -> open(keyring, otherSuite));
        assertThrows(
                MalformedException.class,
                () -> open(keyring, unknown.duplicate().limit(45)));
        assertRefused(LOG, 1, 1, ByteBuffer.wrap(Arrays.copyOf(seal(dek(VALUE)).array(), 70)));
    }

    @Test
    void add_sameKeyForSomethingElse_halts() {
        Attributes other = new Attributes("another cluster", Purpose.STORAGE, Binds.NOTHING);
        assertTrue(keyring.contradicts(VALUE, other, key(1)));
        assertTrue(keyring.contradicts(VALUE, values(), key(2)));
        assertFalse(keyring.contradicts(VALUE, values(), key(1)));
        assertThrows(HaltApplyException.class, () -> keyring.add(VALUE, other, key(1)));
        assertThrows(HaltApplyException.class, () -> keyring.add(VALUE, Purpose.STORAGE, key(1)));
        keyring.add(VALUE, values(), key(1));
        assertThrows(IllegalArgumentException.class, () -> new Attributes("c", Purpose.RAFT, Binds.NOTHING));
        assertThrows(IllegalArgumentException.class, () -> new Attributes("c", Purpose.STORAGE, Binds.TERM));
    }

    @Test
    void close_leasedDek_sealsAndPlacesUntilTheLeaseEnds() {
        Dek dek = dek(PAYLOAD);
        Lease lease = dek.lease();
        LogSeal seal = dek.reserve(LOG);
        keyring.close();
        ByteBuffer out = ByteBuffer.allocate(TEXT.length + 62);
        seal.seal(ByteBuffer.wrap(TEXT), out);
        seal.place(1, 2, out.flip());
        seal.close();
        lease.close();
        assertEquals(0, aead.open.get());
        assertThrows(RejectedException.class, () -> openLogged(LOG, 1, 2, out));
        assertThrows(RejectedException.class, () -> dek.reserve(LOG));
    }

    @Test
    void sealFile_storageDekOfSuite2Alone_seals() {
        byte[] prefix = {1};
        try (FileCipher sealing = dek(VALUE).sealFile(prefix, "backup");
                FileCipher opening = dek(VALUE).openFile(prefix, "backup", sealing.header())) {
            assertArrayEquals(sealing.header(), opening.header());
            assertThrows(
                    AuthenticationFailedException.class,
                    () -> dek(VALUE).openFile(prefix, "snapshot", sealing.header()));
        }
        assertThrows(RejectedException.class, () -> dek(PAYLOAD).sealFile(prefix, "backup"));
    }

    @Test
    void seal_providerThatChoosesNonces_carriesThem() {
        aead.choosesNonces = true;
        ByteBuffer sealed = seal(dek(VALUE));
        assertEquals(0x77, sealed.get(18));
        assertEquals(TEXT.length, open(keyring, sealed));
    }

    private Keyring keyring(int seed) {
        Random random = new Random(seed);
        return filled(random::nextBytes);
    }

    /** Draws the same salts and the same first block, whatever the seed; then what the seed says. */
    private Keyring copied(int seed) {
        Random shared = new Random(0);
        Random own = new Random(seed);
        int[] drawn = {0};
        return filled(bytes -> (drawn[0]++ < 2 ? shared : own).nextBytes(bytes));
    }

    private Keyring filled(Randomness random) {
        Keyring filled = new Keyring(aead, new NodeId(1), NonceCounter.NO_LIMIT, Grants.unlimited(), random);
        filled.add(VALUE, values(), key(1));
        filled.add(PAYLOAD, new Attributes("c", Purpose.RAFT, Binds.TERM_AND_INDEX), key(2));
        filled.add(TERM_ONLY, new Attributes("c", Purpose.RAFT, Binds.TERM), key(3));
        return filled;
    }

    private static Attributes values() {
        return new Attributes("c", Purpose.STORAGE, Binds.NOTHING);
    }

    private static SecretBytes key(int fill) {
        byte[] raw = new byte[32];
        Arrays.fill(raw, (byte) fill);
        return SecretBytes.take(raw);
    }

    private Dek dek(DekId id) {
        return keyring.find(id).orElseThrow();
    }

    private DerivedScheme scheme(DekId id) {
        return (DerivedScheme) dek(id).scheme();
    }

    private static ByteBuffer seal(Dek dek) {
        ByteBuffer sealed = ByteBuffer.allocate(dek.sealedSize(TEXT.length));
        Envelope.seal(dek, VALUES, KEY, ByteBuffer.wrap(TEXT), sealed);
        return sealed.flip();
    }

    private ByteBuffer sealLog(DekId id, long term, long index) {
        ByteBuffer sealed = ByteBuffer.allocate(dek(id).sealedSize(TEXT.length));
        try (LogSeal seal = dek(id).reserve(LOG)) {
            seal.seal(ByteBuffer.wrap(TEXT), sealed);
            seal.place(term, index, sealed.flip());
        }
        return sealed;
    }

    private static int open(Keyring keyring, ByteBuffer sealed) {
        return Envelope.open(keyring, VALUES, KEY, sealed, ByteBuffer.allocate(100));
    }

    private int openLogged(Binding log, long term, long index, ByteBuffer sealed) {
        return Envelope.openLogged(keyring, log, term, index, sealed, ByteBuffer.allocate(100));
    }

    private void assertRefused(Binding log, long term, long index, ByteBuffer sealed) {
        ByteBuffer out = ByteBuffer.allocate(100);
        assertThrows(
                AuthenticationFailedException.class, () -> Envelope.openLogged(keyring, log, term, index, sealed, out));
        assertEquals(0, out.position());
        assertArrayEquals(new byte[100], out.array());
    }

    private static List<ByteBuffer> nonces(Keyring keyring, int count) {
        List<ByteBuffer> nonces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nonces.add(nonce(seal(keyring.find(VALUE).orElseThrow())));
        }
        return nonces;
    }

    private static ByteBuffer nonce(ByteBuffer sealed) {
        return part(sealed, 6, 24);
    }

    private static ByteBuffer salt(ByteBuffer nonce) {
        return part(nonce, 0, SALT);
    }

    private static ByteBuffer part(ByteBuffer whole, int from, int size) {
        byte[] part = new byte[size];
        whole.get(from, part);
        return ByteBuffer.wrap(part);
    }

    private static Set<ByteBuffer> salts(List<ByteBuffer> nonces) {
        Set<ByteBuffer> salts = new HashSet<>();
        nonces.forEach(nonce -> salts.add(salt(nonce)));
        return salts;
    }
}
