package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's cipher, counting sealers and openers, and keeping the keys it was given and the nonces it saw. */
final class CountingAead implements AeadProvider {
    final AtomicInteger made = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger repeatedNonces = new AtomicInteger();
    final Set<ByteBuffer> nonces = ConcurrentHashMap.newKeySet();
    final Queue<SecretBytes> keys = new ConcurrentLinkedQueue<>();
    volatile boolean choosesNonces;
    volatile Runnable whileMaking = () -> {};
    volatile Runnable whileSealing = () -> {};
    volatile Runnable whileOpening = () -> {};

    private final AeadProvider jdk = new JdkAeadProvider();

    @Override
    public String id() {
        return "counting";
    }

    @Override
    public boolean choosesNonces() {
        return choosesNonces;
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        keys.add(key);
        whileMaking.run();
        Sealer sealer = jdk.sealer(key);
        made.incrementAndGet();
        open.incrementAndGet();
        return new Sealer() {
            @Override
            public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                if (choosesNonces) {
                    nonce[0] = 0x77;
                }
                if (!nonces.add(ByteBuffer.wrap(nonce.clone()))) {
                    repeatedNonces.incrementAndGet();
                }
                whileSealing.run();
                return sealer.seal(nonce, aad, plaintext, out);
            }

            @Override
            public void close() {
                open.decrementAndGet();
                sealer.close();
            }
        };
    }

    @Override
    public Opener opener(SecretBytes key) {
        keys.add(key);
        whileMaking.run();
        Opener opener = jdk.opener(key);
        made.incrementAndGet();
        open.incrementAndGet();
        return new Opener() {
            @Override
            public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
                whileOpening.run();
                return opener.open(nonce, aad, sealed, out);
            }

            @Override
            public void close() {
                open.decrementAndGet();
                opener.close();
            }
        };
    }
}
