package io.quorumseal.tool;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.MemoryKek;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * KEKs in memory by name: {@code memory:1}; {@code public:1}, which anybody wraps under; and whatever a {@code file:} is named,
 * that of simulated nodes.
 */
public final class NamedKekProvider implements KekProvider {
    static final AtomicLong OPENED = new AtomicLong();

    @Override
    public Set<String> schemes() {
        return Set.of("file", "memory", "public");
    }

    @Override
    public Kek open(String uri, KekHost host) {
        OPENED.incrementAndGet();
        String[] parts = uri.split(":", 2);
        if (parts[0].equals("file")) {
            return new MemoryKek(1);
        }
        MemoryKek kek = new MemoryKek(Long.parseLong(parts[1]), true);
        return parts[0].equals("memory") ? kek : new OfAnybody(kek);
    }

    /** Stands for a public key: whoever has it can wrap. */
    private record OfAnybody(MemoryKek kek) implements Kek {
        @Override
        public String description() {
            return "public " + kek.description();
        }

        @Override
        public Optional<String> fingerprint() {
            return kek.fingerprint();
        }

        @Override
        public boolean anybodyCanWrap() {
            return true;
        }

        @Override
        public Optional<SecretBytes> macSecret() {
            byte[] secret = new byte[32];
            Arrays.fill(secret, (byte) 7);
            return Optional.of(SecretBytes.take(secret));
        }

        @Override
        public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
            return kek.wrap(dek, context, timeout);
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
            return kek.unwrap(wrapped, context, timeout);
        }

        @Override
        public void probe(Duration timeout) {
            kek.probe(timeout);
        }

        @Override
        public void close() {
            kek.close();
        }
    }
}
