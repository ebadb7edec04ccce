package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's cipher, refusing each buffer whose array it cannot have. Counts messages. */
final class ArraysOnlyAead implements AeadProvider {
    final AtomicInteger sealed = new AtomicInteger();
    final AtomicInteger opened = new AtomicInteger();

    private final AeadProvider jdk = new JdkAeadProvider();

    @Override
    public String id() {
        return "arrays-only";
    }

    private static void check(ByteBuffer... buffers) {
        for (ByteBuffer buffer : buffers) {
            assertTrue(buffer.hasArray(), () -> "this came to the cipher: " + buffer);
        }
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        Sealer real = jdk.sealer(key);
        return new Sealer() {
            @Override
            public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                check(aad, plaintext, out);
                sealed.incrementAndGet();
                return real.seal(nonce, aad, plaintext, out);
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    @Override
    public Opener opener(SecretBytes key) {
        Opener real = jdk.opener(key);
        return new Opener() {
            @Override
            public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
                check(aad, sealed, out);
                opened.incrementAndGet();
                return real.open(nonce, aad, sealed, out);
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }
}
