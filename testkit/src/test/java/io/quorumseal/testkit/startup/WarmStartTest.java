package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.Builder;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While a start waits for the KEK, it seals under keys that are nobody's, and never under one of the cluster's. */
class WarmStartTest {
    private static final int SOME = 1_000;

    @TempDir
    Path parent;

    private final TestKek kek = TestKek.withFingerprint("warm");

    private static Builder patient(Life life, Kek kek, AeadProvider aead) {
        return life.plain(life.engine())
                .kek(kek)
                .aead(aead)
                .limits(Limits.DEFAULT
                        .withRegisterTimeout(Duration.ZERO)
                        .withKekTimeout(Duration.ofMinutes(1))
                        .withWarmUp(Duration.ofMinutes(1)));
    }

    /** The KEK answers only after the keys are there that are sealed under. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void open_whileTheKekIsAwaited_sealsUnderKeysOfNobody(int suite) throws InterruptedException {
        Life life = Life.in(parent, "n1", kek);
        TestEngine engine = life.engine();
        try (QuorumSeal seal = suite == 1 ? life.leadingInSuite1(engine) : life.leading(engine)) {
            Life.cutOver(seal);
        }
        Watched aead = new Watched();
        aead.gate.countDown();
        try (QuorumSeal seal = patient(life, new SlowKek(kek, aead.some), aead).open()) {
            assertEquals(2, seal.status().keys().keys().size());
        }
        aead.join();
        assertEquals(2, aead.keys.size(), "one for values, one for payloads");
        assertTrue(kek.secrets().stream().noneMatch(aead.keys::contains));
    }

    @Test
    void close_afterAStart_endsIt() throws InterruptedException {
        Watched aead = new Watched();
        QuorumSeal seal = patient(Life.in(parent, "n2", kek), kek, aead).open();
        aead.some.await();
        seal.close();
        assertEnds(aead);
    }

    @Test
    void open_thatIsRefused_endsIt() throws InterruptedException {
        Life life = Life.in(parent, "n3", kek);
        life.livedThroughCutover();
        Watched aead = new Watched();
        kek.failWith(KekException.Kind.DENIED);
        Builder builder = patient(life, new SlowKek(kek, aead.some), aead);
        assertThrows(StartupRefusedException.class, builder::open);
        assertEnds(aead);
    }

    private static void assertEnds(Watched aead) throws InterruptedException {
        aead.gate.countDown();
        aead.join();
        assertEquals(SOME, aead.messages.get());
        assertEquals(0, aead.live.get());
    }

    @Test
    void open_withoutTimeForIt_sealsNothing() {
        Watched aead = new Watched();
        Life life = Life.in(parent, "n4", kek);
        Limits limits = Limits.DEFAULT.withRegisterTimeout(Duration.ZERO).withWarmUp(Duration.ZERO);
        life.plain(life.engine()).kek(kek).aead(aead).limits(limits).open().close();
        assertTrue(aead.keys.isEmpty());
    }

    /** The JDK's cipher under an id of its own. Shows which keys it was given, and at one message waits until it may go on. */
    private static final class Watched implements AeadProvider {
        final Set<String> keys = ConcurrentHashMap.newKeySet();
        final AtomicInteger messages = new AtomicInteger();
        final AtomicInteger live = new AtomicInteger();
        final CountDownLatch some = new CountDownLatch(SOME);
        final CountDownLatch gate = new CountDownLatch(1);
        private final AeadProvider jdk = new JdkAeadProvider();
        private final String id = UUID.randomUUID().toString();
        private volatile @Nullable Thread thread;

        /** Waits for the end of the thread that seals. */
        void join() throws InterruptedException {
            Objects.requireNonNull(thread).join();
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            keys.add(key.<String>readSecret(HexFormat.of()::formatHex));
            thread = Thread.currentThread();
            live.incrementAndGet();
            Sealer real = jdk.sealer(key);
            return new Sealer() {
                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    some.countDown();
                    if (messages.incrementAndGet() == SOME) {
                        await(gate);
                    }
                    return real.seal(nonce, aad, plaintext, out);
                }

                @Override
                public void close() {
                    live.decrementAndGet();
                    real.close();
                }
            };
        }

        @Override
        public Opener opener(SecretBytes key) {
            return jdk.opener(key);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A KEK that answers once so much was sealed. */
    private record SlowKek(Kek real, CountDownLatch until) implements Kek {
        @Override
        public String description() {
            return real.description();
        }

        @Override
        public Optional<String> fingerprint() {
            return real.fingerprint();
        }

        @Override
        public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
            return real.wrap(dek, context, timeout);
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
            await(until);
            return real.unwrap(wrapped, context, timeout);
        }

        @Override
        public void probe(Duration timeout) {}

        @Override
        public void close() {}
    }
}
