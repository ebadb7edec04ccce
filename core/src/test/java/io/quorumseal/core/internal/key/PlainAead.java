package io.quorumseal.core.internal.key;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** No cipher: it copies, and its tag says only which key it was made with. Counts what was made and not closed. */
final class PlainAead implements AeadProvider {
    private static final int TAG = 16;

    private final AtomicInteger left = new AtomicInteger();

    int left() {
        return left.get();
    }

    @Override
    public String id() {
        return "plain";
    }

    private abstract static class Part implements AutoCloseable {
        private final AtomicInteger left;
        private final byte mark;
        private volatile boolean closed;

        Part(AtomicInteger left, SecretBytes key) {
            this.left = left;
            mark = key.readSecret(raw -> raw[0]);
            left.incrementAndGet();
        }

        byte mark() {
            if (closed) {
                throw new IllegalStateException("used after it was closed");
            }
            return mark;
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed twice");
            }
            closed = true;
            left.decrementAndGet();
        }
    }

    private static final class Sealing extends Part implements Sealer {
        Sealing(AtomicInteger left, SecretBytes key) {
            super(left, key);
        }

        @Override
        public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
            int start = out.position();
            byte[] tag = new byte[TAG];
            tag[0] = mark();
            out.put(plaintext).put(tag);
            return out.position() - start;
        }
    }

    private static final class Opening extends Part implements Opener {
        Opening(AtomicInteger left, SecretBytes key) {
            super(left, key);
        }

        @Override
        public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
            int end = sealed.limit() - TAG;
            if (sealed.get(end) != mark()) {
                throw new AuthenticationFailedException();
            }
            int size = end - sealed.position();
            out.put(sealed.limit(end));
            return size;
        }
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        return new Sealing(left, key);
    }

    @Override
    public Opener opener(SecretBytes key) {
        return new Opening(left, key);
    }
}
