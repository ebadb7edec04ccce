package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Makes and checks place tags, one at a time: {@code HMAC-SHA256(M, nonce ‖ tag ‖ term (u64) ‖ index (u64))}, the first
 * 16 bytes. They stand behind the cipher's tag. Once made it fails for nothing.
 *
 * <p>HMAC (RFC 2104) hashes a block that is made of the key, twice for each message; a {@code Mac} does that anew for each. Here
 * the two hashes that begin with such a block are copied instead, which leaves three blocks of five.
 */
final class PlaceMac implements AutoCloseable {
    /** Bytes of a place tag. */
    static final int SIZE = 16;

    /** Stands for the index where that is not known at append. */
    private static final long ANY_INDEX = -1L;

    private static final String HASH = "SHA-256";
    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5C;
    private static final int LONG_NONCE = Xaes.SALT_SIZE + Suite.NONCE_SIZE;
    private static final int TERM_PLACE = LONG_NONCE + Suite.TAG_SIZE;

    private final MessageDigest inner;
    private final MessageDigest outer;
    private final boolean indexBound;
    private final ByteBuffer input = ByteBuffer.allocate(TERM_PLACE + 2 * Long.BYTES);
    private final byte[] output = new byte[32];
    private final byte[] found = new byte[SIZE];

    PlaceMac(SecretBytes key, Binds binds) {
        indexBound = binds == Binds.TERM_AND_INDEX;
        inner = key.readSecret(raw -> begun(raw, INNER));
        outer = key.readSecret(raw -> begun(raw, OUTER));
    }

    /** A hash that has taken the key's block. */
    private static MessageDigest begun(byte[] key, byte pad) {
        byte[] block = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= pad;
        }
        try {
            MessageDigest hash = MessageDigest.getInstance(HASH);
            hash.update(block);
            return copy(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + HASH, e);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    private static MessageDigest copy(MessageDigest begun) {
        try {
            return (MessageDigest) begun.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java platform's " + HASH + " cannot be copied", e);
        }
    }

    /** Puts the tag at the end of an envelope, which lies from position to limit. */
    void put(long term, long index, ByteBuffer envelope) {
        make(term, index, envelope);
        envelope.put(envelope.limit() - SIZE, output, 0, SIZE);
    }

    /** Tells whether the tag at the end of an envelope is that of this place. */
    boolean matches(long term, long index, ByteBuffer envelope) {
        make(term, index, envelope);
        Scheme.get(envelope, envelope.limit() - SIZE, found, 0, SIZE);
        int differing = 0;
        for (int i = 0; i < SIZE; i++) {
            differing |= output[i] ^ found[i];
        }
        return differing == 0;
    }

    private void make(long term, long index, ByteBuffer envelope) {
        Scheme.get(envelope, envelope.position() + Suite.PREFIX_SIZE, input.array(), 0, LONG_NONCE);
        int tag = envelope.limit() - SIZE - Suite.TAG_SIZE;
        Scheme.get(envelope, tag, input.array(), LONG_NONCE, Suite.TAG_SIZE);
        input.putLong(TERM_PLACE, term).putLong(TERM_PLACE + Long.BYTES, indexBound ? index : ANY_INDEX);
        hash(copy(inner), input.array());
        hash(copy(outer), output);
    }

    private void hash(MessageDigest begun, byte[] bytes) {
        begun.update(bytes);
        try {
            begun.digest(output, 0, output.length);
        } catch (DigestException e) {
            throw new IllegalStateException("a place tag has room", e);
        }
    }

    @Override
    public void close() {
        inner.reset();
        outer.reset();
    }
}
