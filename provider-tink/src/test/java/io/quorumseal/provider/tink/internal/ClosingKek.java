package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;
import java.util.Optional;

/** Another KEK, counting how often it is closed. */
final class ClosingKek implements Kek {
    private final Kek real;
    private int closed;

    ClosingKek(Kek real) {
        this.real = real;
    }

    int closed() {
        return closed;
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
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return real.wrap(dek, context, timeout);
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return real.unwrap(wrapped, context, timeout);
    }

    @Override
    public void probe(Duration timeout) {
        real.probe(timeout);
    }

    @Override
    public void close() {
        closed++;
        real.close();
    }
}
