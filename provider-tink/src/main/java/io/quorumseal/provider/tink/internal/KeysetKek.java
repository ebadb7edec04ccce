package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * A KEK that is a Tink keyset: wraps under the primary key, unwraps under every enabled one. The other KEK, which the
 * keyset is sealed under, is asked only when the file is read: at opening, and after it was replaced.
 */
final class KeysetKek implements Kek {
    private static final WrapContext PROBE = new WrapContext("quorumseal probe", Purpose.STORAGE, new DekId(1));
    private static final int PROBE_LENGTH = 32;

    private final String description;
    private final Optional<Identity> identity;
    private final KeysetSource source;
    private final Duration openTimeout;

    KeysetKek(String description, KeysetSource source, Duration openTimeout) {
        identity = source.current(openTimeout).identity();
        this.description = description
                + identity.map(known -> " (fingerprint " + known + ")").orElse("");
        this.source = source;
        this.openTimeout = openTimeout;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Optional<String> fingerprint() {
        return identity.map(Identity::hex);
    }

    /** The primary key's id. */
    @Override
    public String version() {
        return Keyset.id(source.current(openTimeout).primary());
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        Keyset keyset = source.current(timeout);
        if (dek.length() < Keyset.SHORTEST_DEK || dek.length() > Keyset.LONGEST_DEK) {
            throw new KekException(
                    KekException.Kind.UNSUPPORTED,
                    description + " does not wrap DEKs of " + dek.length() + " bytes; use 32 bytes");
        }
        return dek.readSecret(raw -> keyset.wrap(raw, context));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return source.current(timeout).unwrap(wrapped, context);
    }

    @Override
    public void probe(Duration timeout) {
        Keyset keyset = source.current(timeout);
        try (SecretBytes sample = SecretBytes.random(PROBE_LENGTH, new SecureRandom());
                SecretBytes back = keyset.unwrap(sample.readSecret(raw -> keyset.wrap(raw, PROBE)), PROBE)) {
            if (!sample.equals(back)) {
                throw Keyset.corrupt("of a probe came back as another one");
            }
        }
    }

    @Override
    public void close() {
        source.close();
    }

    @Override
    public String toString() {
        return description;
    }
}
