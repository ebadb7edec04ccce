package io.quorumseal.testkit.sim;

import io.quorumseal.api.DekId;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.internal.key.DekKeys;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A KEK that gives out a stranger's key for some DEKs: somebody else wrapped it, and exchanged what was stored. */
final class StrangersKek implements Kek {
    private static final byte STRANGE = 0x55;

    private final Kek honest;
    private final Set<DekId> exchanged = new HashSet<>();

    StrangersKek(Kek honest) {
        this.honest = honest;
    }

    void exchange(DekId dek) {
        exchanged.add(dek);
    }

    void beHonest() {
        exchanged.clear();
    }

    @Override
    public String description() {
        return honest.description();
    }

    @Override
    public Optional<String> fingerprint() {
        return honest.fingerprint();
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return honest.wrap(dek, context, timeout);
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        SecretBytes real = honest.unwrap(wrapped, context, timeout);
        if (!exchanged.contains(context.dek())) {
            return real;
        }
        real.close();
        byte[] strangers = new byte[DekKeys.SIZE];
        Arrays.fill(strangers, STRANGE);
        return SecretBytes.take(strangers);
    }

    @Override
    public String version() {
        return honest.version();
    }

    @Override
    public void probe(Duration timeout) {
        honest.probe(timeout);
    }

    @Override
    public void close() {
        honest.close();
    }
}
