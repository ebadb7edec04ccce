package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Counting aead = new Counting();

    @Test
    void begun_enoughTime_sealsAndOpensEachMessageUnderEachSuite() throws InterruptedException {
        WarmUp.begun(aead, Set.of(1, 2), LONG).join();
        assertEquals(2 * WarmUp.MESSAGES, aead.sealed.get());
        assertEquals(2 * WarmUp.MESSAGES, aead.opened.get());
    }

    /** Two keys of suite 1, and two that are derived for suite 2, all of them drawn: none seals anything twice. */
    @Test
    void begun_enoughTime_drawsKeysAndDropsThem() throws InterruptedException {
        WarmUp.begun(aead, Set.of(1, 2), LONG).join();
        assertEquals(4, aead.keys.size());
        assertEquals(0, aead.repeated.get());
        assertEquals(0, aead.left.get());
        Set<ByteBuffer> first = Set.copyOf(aead.keys);
        Counting other = new Counting();
        WarmUp.begun(other, Set.of(1, 2), LONG).join();
        assertTrue(other.keys.stream().noneMatch(first::contains));
    }

    @Test
    void begun_aSecondTimeInTheProcess_doesNothing() throws InterruptedException {
        WarmUp.begun(aead, Set.of(2), LONG).join();
        WarmUp.begun(aead, Set.of(2), LONG).join();
        assertEquals(WarmUp.MESSAGES, aead.sealed.get());
        WarmUp.begun(aead, Set.of(1), LONG).join();
        assertEquals(2 * WarmUp.MESSAGES, aead.sealed.get());
    }

    @Test
    void begun_withoutTime_doesNothing() throws InterruptedException {
        WarmUp.begun(aead, Set.of(1, 2), Duration.ZERO).join();
        assertEquals(0, aead.sealed.get());
    }

    @Test
    void time_whenItIsOver_endsAndIsTakenUpByTheNext() throws InterruptedException {
        AtomicLong nanos = new AtomicLong();
        aead.beforeSeal = () -> nanos.addAndGet(1_000);
        WarmUp.begun(aead, Set.of(1, 2), Duration.ofMillis(1), nanos::get).join();
        assertEquals(1_001, aead.sealed.get());
        assertEquals(0, aead.left.get());
        WarmUp.begun(aead, Set.of(2), LONG).join();
        assertEquals(1_001 + WarmUp.MESSAGES, aead.sealed.get());
    }

    @Test
    void close_meanwhile_endsWithTheMessageUnderWay() throws InterruptedException {
        CompletableFuture<WarmUp> warmUp = new CompletableFuture<>();
        aead.beforeSeal = () -> {
            if (aead.sealed.get() == 500) {
                warmUp.join().close();
            }
        };
        warmUp.complete(WarmUp.begun(aead, Set.of(1, 2), LONG));
        warmUp.join().join();
        assertEquals(501, aead.sealed.get());
        assertEquals(501, aead.opened.get());
        assertEquals(0, aead.left.get());
    }

    @Test
    void provider_thatFails_endsIt() throws InterruptedException {
        aead.beforeSeal = () -> {
            throw new IllegalStateException("this cipher does not work");
        };
        WarmUp.begun(aead, Set.of(2), LONG).join();
        assertEquals(0, aead.sealed.get());
        assertEquals(0, aead.left.get());
    }

    /** Counts, under an id that no other test has: what the process has warm is known by it. */
    private static final class Counting implements AeadProvider {
        final AtomicInteger sealed = new AtomicInteger();
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger repeated = new AtomicInteger();
        final AtomicInteger left = new AtomicInteger();
        final Set<ByteBuffer> keys = new HashSet<>();
        volatile Runnable beforeSeal = () -> {};

        private final AeadProvider plain = new PlainAead();
        private final String id = UUID.randomUUID().toString();

        @Override
        public String id() {
            return id;
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            Sealer real = plain.sealer(key);
            keys.add(ByteBuffer.wrap(key.<byte[]>readSecret(byte[]::clone)));
            left.incrementAndGet();
            Set<ByteBuffer> nonces = new HashSet<>();
            return new Sealer() {
                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    beforeSeal.run();
                    sealed.incrementAndGet();
                    repeated.addAndGet(nonces.add(ByteBuffer.wrap(nonce.clone())) ? 0 : 1);
                    return real.seal(nonce, aad, plaintext, out);
                }

                @Override
                public void close() {
                    left.decrementAndGet();
                    real.close();
                }
            };
        }

        @Override
        public Opener opener(SecretBytes key) {
            Opener real = plain.opener(key);
            left.incrementAndGet();
            return new Opener() {
                @Override
                public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
                    opened.incrementAndGet();
                    return real.open(nonce, aad, sealed, out);
                }

                @Override
                public void close() {
                    left.decrementAndGet();
                    real.close();
                }
            };
        }
    }
}
