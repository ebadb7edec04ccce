package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.Builder;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.StoredValue;
import io.quorumseal.core.internal.sidecar.MacKeys;
import io.quorumseal.core.internal.sidecar.MacSource;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.core.internal.sidecar.SidecarMac;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose KEK is replaced by another one, between those that are secret and those that anybody can wrap under. */
class KekChangeTest {
    private static final ByteBuffer KEY = ByteBuffer.wrap("k".getBytes(StandardCharsets.US_ASCII));
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path parent;

    private final NamedKek file = NamedKek.secret("file");
    private final NamedKek cloud = NamedKek.secret("aws1");
    private final NamedKek pair = NamedKek.forAnybody("pair");
    private final TestLog log = new TestLog();
    private Life life;
    private StoredValue stored = new StoredValue(false, new byte[0]);

    @BeforeEach
    void makeDirectory() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("unused"));
    }

    private Builder builder(TestEngine engine, NamedKek current, NamedKek... previous) {
        Builder builder = life.plain(engine).kek(current).limits(Limits.DEFAULT.withRegisterTimeout(Duration.ZERO));
        for (NamedKek one : previous) {
            builder.previousKek(one);
        }
        return builder;
    }

    /** Opens as leader of a cluster of one, does something, and closes. */
    private void run(Consumer<QuorumSeal> work, NamedKek current, NamedKek... previous) {
        TestEngine engine = life.engine().continuing(log);
        try (QuorumSeal seal = builder(engine, current, previous).open()) {
            engine.lead(seal);
            work.accept(seal);
        }
    }

    private void cutOver(NamedKek kek) {
        run(
                seal -> {
                    Life.cutOver(seal);
                    stored = seal.values().seal(KEY, ByteBuffer.wrap(VALUE));
                },
                kek);
    }

    private void reads(QuorumSeal seal) {
        assertArrayEquals(VALUE, seal.values().open(KEY, stored));
    }

    private void rotateBoth(QuorumSeal seal) {
        seal.admin().rotate(Purpose.RAFT);
        seal.admin().rotate(Purpose.STORAGE);
        reads(seal);
    }

    private String refused(Refusal refusal, NamedKek current, NamedKek... previous) {
        byte[] before = life.bytes().orElseThrow();
        StartupRefusedException e = assertThrows(
                StartupRefusedException.class,
                () -> builder(life.engine(), current, previous).open().close());
        assertEquals(refusal, e.refusal(), e.getMessage());
        assertArrayEquals(before, life.bytes().orElseThrow());
        return String.valueOf(e.getMessage());
    }

    private Optional<String> recorded() {
        return life.sidecar().local().kekFingerprint();
    }

    private boolean macBySecret() {
        return life.text().contains("\"secret\": \"fingerprint-of-pair\"");
    }

    // ---- from one secret KEK to another

    @Test
    void open_newKekWithThePreviousOneNamed_goesOnAndRecordsTheNewOne() {
        cutOver(file);
        assertEquals(file.fingerprint(), recorded());
        run(this::reads, cloud, file);
        assertEquals(cloud.fingerprint(), recorded());
        run(this::rotateBoth, cloud, file);
        run(this::reads, cloud, file);
    }

    @Test
    void open_previousOneNotNamed_isRefusedWithWhatToDo() {
        cutOver(file);
        assertTrue(refused(Refusal.WRONG_KEK, cloud).contains("previousKek"));
        assertTrue(refused(Refusal.WRONG_KEK, cloud, NamedKek.secret("none")).contains("fingerprint-of-file"));
    }

    @Test
    void open_previousOneDroppedWhileDeksAreUnderIt_isRefused() {
        cutOver(file);
        run(this::rotateBoth, cloud, file);
        assertTrue(refused(Refusal.WRONG_KEK, cloud).contains("WRONG_KEY"));
    }

    @Test
    void rewrap_toTheNewKek_doesWithoutThePreviousOne() {
        cutOver(file);
        run(this::rotateBoth, file);
        run(seal -> assertFalse(seal.admin().rewrap().already()), cloud, file);
        file.failWith(KekException.Kind.UNREACHABLE);
        run(this::reads, cloud);
        run(this::rotateBoth, cloud);
    }

    @Test
    void rewrap_formsThatHoldAnotherKey_areRefusedAndNothingIsReplaced() {
        cutOver(file);
        run(
                seal -> {
                    file.rewrapToAnotherKey();
                    byte[] before = life.bytes().orElseThrow();
                    RejectedException refused = assertThrows(
                            RejectedException.class, () -> seal.admin().rewrap());
                    assertTrue(String.valueOf(refused.getMessage()).contains("holds another key"), refused::toString);
                    assertArrayEquals(before, life.bytes().orElseThrow());
                },
                file);
        run(this::reads, file);
    }

    @Test
    void open_previousOneDoesNotAnswer_isUnreachable() {
        cutOver(file);
        file.failWith(KekException.Kind.UNREACHABLE);
        String said = refused(Refusal.KEK_UNREACHABLE, cloud, file);
        assertFalse(said.contains("damaged"), said);
    }

    // ---- a KEK that anybody can wrap under

    @Test
    void open_kekForAnybody_livesWithAMacOfItsOwnSecret() {
        cutOver(pair);
        assertTrue(macBySecret(), life.text());
        run(this::rotateBoth, pair);
        assertTrue(macBySecret(), life.text());
    }

    @Test
    void open_sidecarOfAStrangerUnderAKekForAnybody_isRefused() throws Exception {
        cutOver(pair);
        life.write(forged());
        String said = refused(Refusal.SIDECAR_MAC, pair);
        assertTrue(said.contains("MAC is wrong"), said);
        refused(Refusal.SIDECAR_MAC, pair, file);
    }

    /** What somebody writes who has the disk and the public key: a DEK of his own, and a MAC by it. */
    private byte[] forged() throws Exception {
        Sidecar mine = life.sidecar();
        DekId id = mine.state().activeDek(Purpose.RAFT).orElseThrow();
        byte[] dek = new byte[32];
        byte[] wrapped = pair.wrap(
                SecretBytes.take(dek.clone()), new WrapContext(Life.CLUSTER, Purpose.RAFT, id), Duration.ZERO);
        KeyState.Key known = Objects.requireNonNull(mine.state().keys().get(id));
        var key = new KeyState.Key(
                known.purpose(), new WrappedDek(id, wrapped), known.created(), known.epoch(), known.wrapIndex());
        return new SidecarMac(new SidecarCodec(Life.CONTROL))
                .encode(mine.with(mine.state().withKey(key)), new StrangersKeys(dek));
    }

    private record StrangersKeys(byte[] dek) implements MacKeys {
        @Override
        public Optional<byte[]> macKey(MacSource source, byte[] info) {
            return Optional.of(hmac(hmac(new byte[32], dek), info));
        }

        /** HKDF of one block: extract, or expand with the counter 1. */
        private static byte[] hmac(byte[] key, byte[] input) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                mac.update(input);
                return key.length == 32 && isZero(key) ? mac.doFinal() : mac.doFinal(new byte[] {1});
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private static boolean isZero(byte[] bytes) {
            return Arrays.equals(bytes, new byte[bytes.length]);
        }
    }

    @Test
    void open_fromSecretToPublic_macMovesWithTheRaftDek() {
        cutOver(file);
        run(this::reads, pair, file);
        assertFalse(macBySecret(), "the raft DEK came out of the secret one");
        run(this::rotateBoth, pair, file);
        assertTrue(macBySecret(), life.text());
        run(this::reads, pair, file);
        assertTrue(refused(Refusal.WRONG_KEK, pair).contains("WRONG_KEY"), "its old DEKs need the secret one");
    }

    @Test
    void open_fromPublicToSecret_macMovesBack() {
        cutOver(pair);
        run(this::reads, cloud, pair);
        assertTrue(macBySecret(), "the raft DEK came out of the public one");
        run(this::rotateBoth, cloud, pair);
        assertFalse(macBySecret(), life.text());
        run(this::reads, cloud, pair);
    }

    @Test
    void open_currentOneSaysCorrupt_doesNotAskThePreviousOne() {
        cutOver(file);
        NamedKek sameName = NamedKek.secret("file");
        assertTrue(refused(Refusal.KEYS_DO_NOT_UNWRAP, sameName, file).contains("(CORRUPT)"));
    }
}
