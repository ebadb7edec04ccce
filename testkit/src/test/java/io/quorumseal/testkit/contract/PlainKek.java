package io.quorumseal.testkit.contract;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.MemoryKek;
import java.time.Duration;
import java.util.Optional;

/** A KEK without a server, whose unwrapping can be made wrong. */
class PlainKek implements Kek {
    private final MemoryKek real = new MemoryKek(1);

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
        throw new KekException(KekException.Kind.UNSUPPORTED, "not needed here");
    }

    @Override
    public void close() {}
}
