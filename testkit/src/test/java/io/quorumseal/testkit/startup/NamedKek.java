package io.quorumseal.testkit.startup;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A KEK whose blobs begin with its name of four letters, so that it knows another one's. */
final class NamedKek implements Kek {
    private static final int NAME_SIZE = 4;

    private final TestKek kek;
    private final String name;
    private final boolean anybodyCanWrap;
    private Duration delay = Duration.ZERO;
    private boolean rewrapsWrongly;

    private NamedKek(String name, boolean anybodyCanWrap) {
        this.kek = TestKek.withFingerprint(name);
        this.name = name;
        this.anybodyCanWrap = anybodyCanWrap;
    }

    static NamedKek secret(String name) {
        return new NamedKek(name, false);
    }

    /** Behaves as a key pair does whose public part is known. */
    static NamedKek forAnybody(String name) {
        return new NamedKek(name, true);
    }

    /** From now on each call takes a while. */
    void delay(Duration time) {
        delay = time;
    }

    void failWith(Kind kind) {
        kek.failWith(kind);
    }

    private void travel() {
        try {
            boolean unused = new CountDownLatch(1).await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KekException(Kind.UNREACHABLE, "interrupted", e);
        }
    }

    @Override
    public String description() {
        return kek.description();
    }

    @Override
    public Optional<String> fingerprint() {
        return kek.fingerprint();
    }

    @Override
    public boolean anybodyCanWrap() {
        return anybodyCanWrap;
    }

    @Override
    public Optional<SecretBytes> macSecret() {
        byte[] secret = Arrays.copyOf(("mac secret of " + name).getBytes(StandardCharsets.US_ASCII), 32);
        return anybodyCanWrap ? Optional.of(SecretBytes.take(secret)) : Optional.empty();
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        travel();
        byte[] inner = kek.wrap(dek, context, timeout);
        byte[] wrapped = Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), NAME_SIZE + inner.length);
        System.arraycopy(inner, 0, wrapped, NAME_SIZE, inner.length);
        return wrapped;
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        String found = new String(wrapped, 0, NAME_SIZE, StandardCharsets.US_ASCII);
        if (!found.equals(name)) {
            throw new KekException(Kind.WRONG_KEY, "the DEK was wrapped under " + found + ", this is " + name);
        }
        travel();
        return kek.unwrap(Arrays.copyOfRange(wrapped, NAME_SIZE, wrapped.length), context, timeout);
    }

    /** From now on a rewrapped form holds zeros in place of the DEK. */
    void rewrapToAnotherKey() {
        rewrapsWrongly = true;
    }

    @Override
    public byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
        try (SecretBytes dek = rewrapsWrongly ? SecretBytes.take(new byte[32]) : unwrap(wrapped, context, timeout)) {
            return wrap(dek, context, timeout);
        }
    }

    @Override
    public void probe(Duration timeout) {
        travel();
    }

    @Override
    public void close() {}
}
