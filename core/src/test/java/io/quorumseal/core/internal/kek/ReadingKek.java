package io.quorumseal.core.internal.kek;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;

/** Holds the DEK for reading as long as a wrap takes, as a client does that sends it from there. */
record ReadingKek(Kek kek, CountDownLatch over, Queue<byte[]> wrapped, Queue<Thread> threads) implements Kek {
    @Override
    public String description() {
        return "reading";
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.empty();
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        threads.add(Thread.currentThread());
        return dek.readSecret(raw -> {
            try {
                ScriptedKek.hangingUntil(over).run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            wrapped.add(raw.clone());
            return raw.clone();
        });
    }

    @Override
    public SecretBytes unwrap(byte[] bytes, WrapContext context, Duration timeout) {
        return kek.unwrap(bytes, context, timeout);
    }

    @Override
    public void probe(Duration timeout) {}

    @Override
    public void close() {}
}
