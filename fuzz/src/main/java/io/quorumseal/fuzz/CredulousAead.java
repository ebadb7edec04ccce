package io.quorumseal.fuzz;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import java.nio.ByteBuffer;

/** A cipher that encrypts nothing and takes every tag, so that any bytes get past it. */
final class CredulousAead implements AeadProvider {
    private static final int TAG_SIZE = 16;

    @Override
    public String id() {
        return "credulous";
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        return new Sealer() {
            @Override
            public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                int size = plaintext.remaining();
                aad.position(aad.limit());
                out.put(plaintext).put(new byte[TAG_SIZE]);
                return size + TAG_SIZE;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Opener opener(SecretBytes key) {
        return new Opener() {
            @Override
            public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
                int size = sealed.remaining() - TAG_SIZE;
                aad.position(aad.limit());
                out.put(sealed.slice().limit(size));
                sealed.position(sealed.limit());
                return size;
            }

            @Override
            public void close() {}
        };
    }
}
