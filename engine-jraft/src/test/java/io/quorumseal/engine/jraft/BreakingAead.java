package io.quorumseal.engine.jraft;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.nio.ByteBuffer;

/** A cipher that, once armed, opens nothing any more, as broken memory might have it. */
final class BreakingAead implements AeadProvider {
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
        return good.sealer(key);
    }

    @Override
    public Opener opener(SecretBytes key) {
        Opener opener = good.opener(key);
        return new Opener() {
            @Override
            public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
                if (armed) {
                    throw new AuthenticationFailedException();
                }
                return opener.open(nonce, aad, sealed, out);
            }

            @Override
            public void close() {
                opener.close();
            }
        };
    }
}
