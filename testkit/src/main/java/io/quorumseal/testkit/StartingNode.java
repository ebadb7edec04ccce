package io.quorumseal.testkit;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.internal.kek.KekCalls;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What a node that starts asks of its KEK, for measurements of providers: it unwraps all DEKs, several at a time. */
public final class StartingNode {
    private static final String CLUSTER = "starting";
    private static final int DEK_LENGTH = 32;

    private final List<KeyState.Key> keys;

    private StartingNode(List<KeyState.Key> keys) {
        this.keys = keys;
    }

    /**
     * Makes a node with DEKs that are wrapped already.
     *
     * @param kek wraps them
     * @param deks how many there are
     * @param timeout the longest time for each
     * @return the node
     */
    public static StartingNode withDeks(Kek kek, int deks, Duration timeout) {
        SecureRandom random = new SecureRandom();
        return new StartingNode(IntStream.rangeClosed(1, deks)
                .mapToObj(id -> key(kek, new DekId(id), random, timeout))
                .toList());
    }

    private static KeyState.Key key(Kek kek, DekId id, SecureRandom random, Duration timeout) {
        try (SecretBytes dek = SecretBytes.random(DEK_LENGTH, random)) {
            byte[] wrapped = kek.wrap(dek, new WrapContext(CLUSTER, Purpose.STORAGE, id), timeout);
            return new KeyState.Key(Purpose.STORAGE, new WrappedDek(id, wrapped), Instant.EPOCH, new LocalEpoch(0), 0);
        }
    }

    /**
     * Unwraps all DEKs as the runtime does, and destroys them.
     *
     * @param kek unwraps them
     * @param timeout the longest time for all together
     * @return how long it took
     * @throws io.quorumseal.api.KekException if any does not unwrap, or not in time
     */
    public Duration start(Kek kek, Duration timeout) {
        long start = System.nanoTime();
        KekCalls.unwrapAll(kek, keys, CLUSTER, timeout).values().forEach(SecretBytes::close);
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
