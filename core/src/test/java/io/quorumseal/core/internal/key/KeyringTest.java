package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.UnknownDekException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyringTest {
    private static final Binding LOG = Binding.log(new GroupId("data"), "");
    private static final DekId ONE = new DekId(1);
    private static final DekId LAST = new DekId(-1);

    private final CountingAead aead = new CountingAead();
    private final Keyring keyring = new Keyring(aead, new NodeId(5));

    @Test
    void find_addedDek_isThere() {
        keyring.add(LAST, Purpose.RAFT, key(1));
        keyring.add(ONE, Purpose.STORAGE, key(2));
        assertEquals(ONE, keyring.find(ONE).orElseThrow().id());
        assertEquals(Purpose.RAFT, keyring.find(LAST).orElseThrow().purpose());
        assertTrue(keyring.find(new DekId(2)).isEmpty());
        assertEquals(List.of(ONE, LAST), List.copyOf(keyring.ids()));
    }

    @Test
    void find_manyAddedAndRemovedInAnyOrder_isWhatIsLeft() {
        Random random = new Random(1);
        Map<DekId, Dek> left = new TreeMap<>();
        for (int i = 0; i < 5_000; i++) {
            DekId id = new DekId(2 * random.nextInt(-100, 100) + 1);
            if (random.nextInt(3) > 0) {
                keyring.add(id, Purpose.RAFT, key(id.bits()));
                left.putIfAbsent(id, keyring.find(id).orElseThrow());
            } else {
                keyring.openOnly(id);
                keyring.remove(id);
                left.remove(id);
            }
            assertEquals(left.keySet(), keyring.ids());
        }
        left.forEach((id, dek) -> assertSame(dek, keyring.find(id).orElseThrow()));
    }

    @Test
    void add_sameBytesAgain_keepsTheDekAndItsCounter() {
        keyring.add(ONE, Purpose.RAFT, key(1));
        Dek dek = keyring.find(ONE).orElseThrow();
        dek.counter().next();
        SecretBytes again = key(1);
        keyring.add(ONE, Purpose.RAFT, again);
        assertSame(dek, keyring.find(ONE).orElseThrow());
        assertEquals(2, dek.counter().next());
        assertClosed(again);
    }

    @Test
    void add_otherBytesPurposeOrLength_haltsAndZeroesTheKey() {
        keyring.add(ONE, Purpose.RAFT, key(1));
        assertBadKey(ONE, Purpose.RAFT, key(2));
        assertBadKey(ONE, Purpose.STORAGE, key(1));
        assertBadKey(new DekId(2), Purpose.RAFT, SecretBytes.take(new byte[31]));
        assertBadKey(ONE, Purpose.RAFT, SecretBytes.take(new byte[33]));
        assertEquals(new TreeSet<>(List.of(ONE)), keyring.ids());
    }

    @Test
    void contradicts_knownDek_onlyIfItIsAnotherKeyOrPurpose() {
        keyring.add(ONE, Purpose.RAFT, key(1));
        assertFalse(keyring.contradicts(ONE, Purpose.RAFT, key(1)));
        assertTrue(keyring.contradicts(ONE, Purpose.RAFT, key(2)));
        assertTrue(keyring.contradicts(ONE, Purpose.STORAGE, key(1)));
        assertFalse(keyring.contradicts(LAST, Purpose.STORAGE, key(2)));
    }

    @Test
    void maxSize_isThatOfTheSuiteThatNeedsMost() {
        assertEquals(100 + 24 + 6 + 16, Keyring.maxSize(Purpose.STORAGE, 100));
        assertEquals(100 + 24 + 6 + 16 + 16, Keyring.maxSize(Purpose.RAFT, 100));
    }

    /** Less than 64 KiB each sealer keeps to itself. */
    @Test
    void bytesSealed_withTheNextOrAnOwnCount_areCounted() {
        keyring.startSealing(new LocalEpoch(1));
        keyring.add(ONE, Purpose.RAFT, key(1));
        Dek dek = keyring.find(ONE).orElseThrow();
        seal(dek);
        assertEquals(0, dek.bytesSealed());
        ByteBuffer large = ByteBuffer.allocate(Slot.COUNTED_ALONE);
        Envelope.seal(dek, LOG, Envelope.NO_KEY, large, ByteBuffer.allocate(2 * Slot.COUNTED_ALONE));
        assertEquals(Slot.COUNTED_ALONE + 3, dek.bytesSealed());
        long count = dek.counter().next();
        Envelope.seal(dek, count, LOG, Envelope.NO_KEY, large, ByteBuffer.allocate(2 * Slot.COUNTED_ALONE));
        assertEquals(2 * Slot.COUNTED_ALONE + 3, dek.bytesSealed());
    }

    @Test
    void reserve_ofSuite1_sealsWithACountTakenAheadAndBindsToNoPlace() {
        keyring.startSealing(new LocalEpoch(1));
        keyring.add(ONE, Purpose.RAFT, key(1));
        Dek dek = keyring.find(ONE).orElseThrow();
        ByteBuffer sealed = ByteBuffer.allocate(dek.sealedSize(3));
        try (LogSeal seal = dek.reserve(LOG)) {
            assertEquals(1, dek.counter().used());
            seal.seal(ByteBuffer.wrap(new byte[] {1, 2, 3}), sealed);
            seal.place(5, 7, sealed.flip());
        }
        assertEquals(1, sealed.getLong(10));
        ByteBuffer out = ByteBuffer.allocate(3);
        assertEquals(3, Envelope.openLogged(keyring, LOG, 8, 9, sealed, out));
        assertArrayEquals(new byte[] {1, 2, 3}, out.array());
    }

    /** The new number is not registered for this DEK: what was reserved before stays under the old one, and is told apart. */
    @Test
    void reserve_numberIsRaisedMeanwhile_isNotCurrentAnyMore() {
        keyring.startSealing(new LocalEpoch(1));
        keyring.add(ONE, Purpose.RAFT, key(1));
        Dek dek = keyring.find(ONE).orElseThrow();
        ByteBuffer sealed = ByteBuffer.allocate(dek.sealedSize(3));
        try (LogSeal seal = dek.reserve(LOG)) {
            assertTrue(seal.isCurrent());
            keyring.startSealing(new LocalEpoch(2));
            assertFalse(seal.isCurrent());
            seal.seal(ByteBuffer.wrap(new byte[] {1, 2, 3}), sealed);
            assertEquals(1, sealed.getShort(8));
        }
    }

    @Test
    void reserve_dekOfOtherPurposeOrRetired_isRejected() {
        keyring.startSealing(new LocalEpoch(1));
        keyring.add(ONE, Purpose.STORAGE, key(1));
        keyring.add(LAST, Purpose.RAFT, key(2));
        Dek storage = keyring.find(ONE).orElseThrow();
        RejectedException wrong = assertThrows(RejectedException.class, () -> storage.reserve(LOG));
        assertEquals(RejectedException.Reason.BAD_REQUEST, wrong.reason());
        Dek raft = keyring.find(LAST).orElseThrow();
        keyring.openOnly(LAST);
        assertRejected(() -> raft.reserve(LOG));
        assertEquals(0, storage.counter().used() + raft.counter().used(), "no count is lost");
    }

    @Test
    void add_afterRemove_goesOnCounting() {
        keyring.add(ONE, Purpose.RAFT, key(1));
        Dek before = keyring.find(ONE).orElseThrow();
        before.counter().next();
        keyring.openOnly(ONE);
        keyring.remove(ONE);
        keyring.add(ONE, Purpose.RAFT, key(1));
        Dek after = keyring.find(ONE).orElseThrow();
        assertNotSame(before, after);
        assertEquals(2, after.counter().next());
    }

    @Test
    void openOnly_leasedDek_keepsTheLeaseAndGivesNoOther() {
        keyring.startSealing(new LocalEpoch(1));
        SecretBytes key = key(1);
        keyring.add(ONE, Purpose.RAFT, key);
        Dek dek = keyring.find(ONE).orElseThrow();
        Lease lease = dek.lease();
        keyring.openOnly(ONE);
        assertSame(dek, keyring.find(ONE).orElseThrow());
        assertTrue(dek.isOpenOnly() && dek.inUse());
        assertRejected(dek::lease);
        assertRejected(dek::acquire);
        assertRejected(() -> seal(dek));
        lease.close();
        assertFalse(dek.inUse());
        keyring.openOnly(ONE);
        keyring.remove(ONE);
        assertClosed(key);
    }

    /** The log that goes on has it live again. */
    @Test
    void remove_dekThatWasAddedAgain_stays() {
        keyring.startSealing(new LocalEpoch(1));
        keyring.add(ONE, Purpose.RAFT, key(1));
        Dek dek = keyring.find(ONE).orElseThrow();
        keyring.openOnly(ONE);
        assertThrows(RejectedException.class, () -> seal(dek));
        keyring.add(ONE, Purpose.RAFT, key(1));
        keyring.remove(ONE);
        seal(keyring.find(ONE).orElseThrow());
    }

    @Test
    void close_leasedDek_staysUsableUntilTheLeaseEnds() {
        keyring.startSealing(new LocalEpoch(1));
        SecretBytes key = key(1);
        keyring.add(ONE, Purpose.RAFT, key);
        Dek dek = keyring.find(ONE).orElseThrow();
        Lease lease = dek.lease();
        dek.acquire();
        keyring.close();
        assertTrue(keyring.find(ONE).isEmpty());
        assertRejected(dek::lease);
        assertRejected(dek::acquire);
        seal(lease.dek());
        dek.release();
        seal(lease.dek());
        lease.close();
        lease.close();
        assertClosed(key);
        assertRejected(() -> seal(dek));
        assertEquals(0, aead.open.get());
    }

    @Test
    void close_withoutLeases_zeroesEveryKey() {
        keyring.startSealing(new LocalEpoch(1));
        SecretBytes storage = key(1);
        SecretBytes raft = key(2);
        keyring.add(ONE, Purpose.STORAGE, storage);
        keyring.add(LAST, Purpose.RAFT, raft);
        Dek dek = keyring.find(LAST).orElseThrow();
        seal(dek);
        keyring.close();
        assertClosed(storage);
        assertClosed(raft);
        assertTrue(keyring.ids().isEmpty());
        assertTrue(dek.isClosed());
        assertEquals(0, aead.open.get());
        assertRejected(() -> seal(dek));
        SecretBytes late = key(1);
        assertRejected(() -> keyring.add(ONE, Purpose.STORAGE, late));
        assertClosed(late);
        assertRejected(() -> keyring.derive(ONE, new byte[0], 32));
        keyring.close();
    }

    @Test
    void close_whileSealing_closesThatSealerWhenItIsThrough() {
        keyring.startSealing(new LocalEpoch(1));
        keyring.add(LAST, Purpose.RAFT, key(2));
        Dek dek = keyring.find(LAST).orElseThrow();
        aead.whileSealing = keyring::close;
        seal(dek);
        assertEquals(1, aead.made.get());
        assertEquals(0, aead.open.get());
    }

    @Test
    void release_withoutLease_isABug() {
        keyring.add(ONE, Purpose.RAFT, key(1));
        Dek dek = keyring.find(ONE).orElseThrow();
        assertThrows(IllegalStateException.class, dek::release);
        dek.acquire();
        dek.release();
        assertFalse(dek.isClosed());
    }

    @Test
    void startSealing_laterNumber_isTakenAndEarlierRefused() {
        keyring.startSealing(new LocalEpoch(3));
        keyring.startSealing(new LocalEpoch(3));
        keyring.startSealing(new LocalEpoch(4));
        assertThrows(RejectedException.class, () -> keyring.startSealing(new LocalEpoch(3)));
    }

    @Test
    void derive_fromDek_isHkdfOfItsKey() {
        keyring.add(ONE, Purpose.STORAGE, key(1));
        byte[] info = "sidecar".getBytes(StandardCharsets.UTF_8);
        byte[] raw = new byte[32];
        Arrays.fill(raw, (byte) 1);
        assertArrayEquals(Hkdf.derive(raw, info, 32), keyring.derive(ONE, info, 32));
        assertThrows(UnknownDekException.class, () -> keyring.derive(LAST, info, 32));
    }

    @Test
    void counter_providerThatChoosesNonces_hasABudget() {
        aead.choosesNonces = true;
        Keyring random = new Keyring(aead, new NodeId(5), 7);
        random.add(ONE, Purpose.STORAGE, key(1));
        NonceCounter counter = random.find(ONE).orElseThrow().counter();
        IntStream.range(0, 7).forEach(i -> counter.next());
        assertTrue(counter.softLimitReached());
        assertEquals(8, counter.endAfter(7), "each is counted by itself, up to 2^32");
    }

    @Test
    void counter_ofCountedNonces_hasNone() {
        keyring.add(ONE, Purpose.STORAGE, key(1));
        NonceCounter counter = keyring.find(ONE).orElseThrow().counter();
        assertEquals(NonceCounter.BLOCK, counter.endAfter(0));
        assertFalse(counter.softLimitReached());
    }

    @Test
    void dek_toString_namesItAndShowsNoKey() {
        keyring.add(ONE, Purpose.RAFT, key(1));
        assertEquals("Dek[" + ONE + ", raft]", keyring.find(ONE).orElseThrow().toString());
    }

    @Test
    void seal_manyThreads_keepsFewCiphersAndRepeatsNoNonce() {
        keyring.startSealing(new LocalEpoch(1));
        keyring.add(ONE, Purpose.RAFT, key(1));
        Dek dek = keyring.find(ONE).orElseThrow();
        run(50, () -> seal(dek));
        run(50, () -> sealWithOwnCount(dek));
        assertTrue(aead.open.get() <= SlotPool.SIZE, () -> "ciphers kept: " + aead.open.get());
        assertEquals(0, aead.repeatedNonces.get());
        assertEquals(100 * 20, aead.nonces.size());
        keyring.close();
        assertEquals(0, aead.open.get());
    }

    @Test
    void seal_manyThreadsUnderAHardLimit_makesNoMoreThanWasGranted() {
        AtomicLong granted = new AtomicLong();
        Keyring limited = new Keyring(aead, new NodeId(5), new Grants(4_096, Map.of()));
        limited.grantsKeptBy((id, total) -> granted.set(total));
        limited.startSealing(new LocalEpoch(1));
        limited.add(ONE, Purpose.RAFT, key(1));
        Dek dek = limited.find(ONE).orElseThrow();
        run(16, () -> sealUntilExhausted(dek, 100));
        assertEquals(0, aead.repeatedNonces.get());
        assertEquals(4_096, granted.get());
        assertTrue(aead.nonces.size() <= 4_096, () -> "sealed: " + aead.nonces.size());
        assertTrue(aead.nonces.size() > 4_096 - 256 * SlotPool.SIZE, () -> "sealed: " + aead.nonces.size());
        limited.close();
    }

    private static void sealUntilExhausted(Dek dek, int times) {
        for (int i = 0; i < times; i++) {
            try {
                sealWithOwnCount(dek);
            } catch (RejectedException e) {
                assertEquals(RejectedException.Reason.EXHAUSTED, e.reason());
            }
        }
    }

    @Test
    void open_whileDeksComeAndGo_findsTheDekThatStays() {
        keyring.startSealing(new LocalEpoch(1));
        keyring.add(ONE, Purpose.RAFT, key(1));
        ByteBuffer sealed = seal(keyring.find(ONE).orElseThrow()).flip();
        AtomicBoolean stop = new AtomicBoolean();
        Thread changer = new Thread(() -> changeUntil(stop));
        changer.start();
        run(8, () -> {
            ByteBuffer out = ByteBuffer.allocate(16);
            assertEquals(3, Envelope.openLogged(keyring, LOG, 1, 1, sealed.duplicate(), out));
        });
        stop.set(true);
        join(changer);
        keyring.close();
        assertEquals(0, aead.open.get());
    }

    @Test
    void close_whileManySealAndLease_leavesNoCipherOpen() {
        for (int round = 0; round < 50; round++) {
            CountingAead counting = new CountingAead();
            Keyring racing = new Keyring(counting, new NodeId(5));
            racing.startSealing(new LocalEpoch(1));
            SecretBytes key = key(1);
            racing.add(ONE, Purpose.RAFT, key);
            Dek dek = racing.find(ONE).orElseThrow();
            Thread closer = new Thread(racing::close);
            closer.start();
            run(4, () -> sealUnlessClosed(dek));
            join(closer);
            assertEquals(0, counting.open.get());
            assertClosed(key);
        }
    }

    private static void sealUnlessClosed(Dek dek) {
        try (Lease lease = dek.lease()) {
            seal(lease.dek());
        } catch (RejectedException e) {
            assertEquals(RejectedException.Reason.CLOSED, e.reason());
        }
    }

    private void changeUntil(AtomicBoolean stop) {
        for (int id = 2; !stop.get(); id++) {
            keyring.add(new DekId(id), Purpose.STORAGE, key(id));
            keyring.openOnly(new DekId(id));
            keyring.remove(new DekId(id));
        }
    }

    /** Runs twenty times in each of so many threads. */
    private static void run(int threads, Runnable action) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable body = () -> IntStream.range(0, 20).forEach(i -> action.run());
        List<Thread> all =
                IntStream.range(0, threads).mapToObj(i -> new Thread(body)).toList();
        all.forEach(thread -> thread.setUncaughtExceptionHandler((t, e) -> failure.set(e)));
        all.forEach(Thread::start);
        all.forEach(KeyringTest::join);
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteBuffer seal(Dek dek) {
        ByteBuffer out = ByteBuffer.allocate(64);
        ByteBuffer plaintext = ByteBuffer.wrap(new byte[] {1, 2, 3});
        Envelope.seal(dek, dek.counter().next(), LOG, Envelope.NO_KEY, plaintext, out);
        return out;
    }

    private static void sealWithOwnCount(Dek dek) {
        ByteBuffer plaintext = ByteBuffer.wrap(new byte[] {1, 2, 3});
        Envelope.seal(dek, LOG, Envelope.NO_KEY, plaintext, ByteBuffer.allocate(64));
    }

    private void assertBadKey(DekId id, Purpose purpose, SecretBytes key) {
        var e = assertThrows(HaltApplyException.class, () -> keyring.add(id, purpose, key));
        assertEquals(HaltApplyException.Reason.BAD_KEY, e.reason());
        assertClosed(key);
    }

    private static void assertRejected(Runnable action) {
        RejectedException e = assertThrows(RejectedException.class, action::run);
        assertEquals(RejectedException.Reason.CLOSED, e.reason());
    }

    private static void assertClosed(SecretBytes key) {
        assertRejected(key::copy);
    }

    private static SecretBytes key(int fill) {
        byte[] raw = new byte[32];
        Arrays.fill(raw, (byte) fill);
        return SecretBytes.take(raw);
    }
}
