package io.quorumseal.testkit.internal.contract;

import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A KEK that tells when unwrapping begins, and remembers what it brought. */
final class Watched implements Kek {
    private final Kek real;
    private final BlockingQueue<Thread> begun = new LinkedBlockingQueue<>();
    private final List<SecretBytes> brought = new CopyOnWriteArrayList<>();

    Watched(Kek real) {
        this.real = real;
    }

    /** The threads that began to unwrap, in their order. */
    BlockingQueue<Thread> begun() {
        return begun;
    }

    /** Tells whether every DEK that was brought is destroyed. */
    boolean allDestroyed() {
        return brought.stream().allMatch(Watched::isDestroyed);
    }

    private static boolean isDestroyed(SecretBytes secret) {
        try {
            secret.readSecret(raw -> raw.length);
            return false;
        } catch (RejectedException e) {
            return true;
        }
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        begun.add(Thread.currentThread());
        SecretBytes dek = real.unwrap(wrapped, context, timeout);
        brought.add(dek);
        return dek;
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return real.wrap(dek, context, timeout);
    }

    @Override
    public void probe(Duration timeout) {
        real.probe(timeout);
    }

    @Override
    public String description() {
        return real.description();
    }

    @Override
    public Optional<String> fingerprint() {
        return real.fingerprint();
    }

    @Override
    public void close() {
        real.close();
    }
}
