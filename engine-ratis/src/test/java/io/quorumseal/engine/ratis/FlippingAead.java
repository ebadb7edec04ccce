package io.quorumseal.engine.ratis;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.nio.ByteBuffer;

/** A cipher that, once armed, flips a bit of all that it seals, as broken memory might. */
final class FlippingAead implements AeadProvider {
    private final AeadProvider good = new JdkAeadProvider();
    private volatile boolean armed;

    void arm() {
        armed = true;
    }

    @Override
    public String id() {
        return good.id();
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        Sealer sealer = good.sealer(key);
        return new Sealer() {
            @Override
            public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                int first = out.position();
                int size = sealer.seal(nonce, aad, plaintext, out);
                if (armed) {
                    out.put(first, (byte) (out.get(first) ^ 1));
                }
                return size;
            }

            @Override
            public void close() {
                sealer.close();
            }
        };
    }

    @Override
    public Opener opener(SecretBytes key) {
        return good.opener(key);
    }
}
