package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks place tags, one at a time: {@code HMAC-SHA256(M, nonce ‖ tag ‖ term (u64) ‖ index (u64))}, the first
 * 16 bytes. They stand behind the cipher's tag. Once made it fails for nothing, and allocates nothing.
 */
final class PlaceMac implements AutoCloseable {
    /** Bytes of a place tag. */
    static final int SIZE = 16;

    /** Stands for the index where that is not known at append. */
    private static final long ANY_INDEX = -1L;

    private static final String HMAC = "HmacSHA256";
    private static final int LONG_NONCE = Xaes.SALT_SIZE + Suite.NONCE_SIZE;
    private static final int TERM_PLACE = LONG_NONCE + Suite.TAG_SIZE;

    private final Mac mac;
    private final boolean indexBound;
    private final ByteBuffer input = ByteBuffer.allocate(TERM_PLACE + 2 * Long.BYTES);
    private final byte[] output = new byte[32];
    private final byte[] found = new byte[SIZE];

    PlaceMac(SecretBytes key, Binds binds) {
        indexBound = binds == Binds.TERM_AND_INDEX;
        try {
            mac = Mac.getInstance(HMAC);
            mac.init(key.<SecretKeySpec>readSecret(raw -> new SecretKeySpec(raw, HMAC)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
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
        mac.update(input.array(), 0, input.capacity());
        try {
            mac.doFinal(output, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a place tag has room", e);
        }
    }

    @Override
    public void close() {
        mac.reset();
    }
}
