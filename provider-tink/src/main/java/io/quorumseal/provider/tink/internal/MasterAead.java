package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.Aead;
import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * What Tink seals a keyset with, for one reading or one writing: an envelope under another KEK, because a KEK wraps no
 * more than a key.
 *
 * <p>{@code format (1) ‖ identity (16) ‖ length of wrapped key (2) ‖ wrapped key ‖ nonce (12) ‖ ciphertext ‖ tag (16)}.
 * The key is a fresh one for each writing, wrapped in a context that names the identity; everything in front of the
 * nonce is authenticated as well.
 */
final class MasterAead implements Aead {
    private static final byte FORMAT = 1;
    private static final int KEY_SIZE = 32;
    private static final String CLUSTER = "quorumseal keyset ";

    private final Kek kek;
    private final Duration timeout;
    private Optional<Identity> identity;

    private MasterAead(Kek kek, Duration timeout, Optional<Identity> identity) {
        this.kek = kek;
        this.timeout = timeout;
        this.identity = identity;
    }

    static MasterAead writing(Kek kek, Duration timeout, Identity identity) {
        return new MasterAead(kek, timeout, Optional.of(identity));
    }

    static MasterAead reading(Kek kek, Duration timeout) {
        return new MasterAead(kek, timeout, Optional.empty());
    }

    /** The identity that the keyset was sealed with, known once it is opened. */
    Identity identity() {
        return identity.orElseThrow();
    }

    @Override
    public byte[] encrypt(byte[] keyset, byte[] associated) throws GeneralSecurityException {
        try (SecretBytes key = SecretBytes.random(KEY_SIZE, new SecureRandom())) {
            byte[] head = head(identity(), kek.wrap(key, context(identity()), timeout));
            return Bytes.join(head, RawAead.aesGcm(key).encrypt(keyset, Bytes.join(head, associated)));
        }
    }

    private static byte[] head(Identity identity, byte[] wrapped) {
        return ByteBuffer.allocate(1 + Identity.SIZE + Short.BYTES + wrapped.length)
                .put(FORMAT)
                .put(identity.bytes())
                .putShort((short) wrapped.length)
                .put(wrapped)
                .array();
    }

    @Override
    public byte[] decrypt(byte[] sealed, byte[] associated) throws GeneralSecurityException {
        try {
            return opened(ByteBuffer.wrap(sealed), associated);
        } catch (BufferUnderflowException e) {
            throw new GeneralSecurityException("the sealed keyset is cut short", e);
        }
    }

    private byte[] opened(ByteBuffer sealed, byte[] associated) throws GeneralSecurityException {
        if (sealed.get() != FORMAT) {
            throw new GeneralSecurityException("the sealed keyset is of another format than " + FORMAT);
        }
        Identity found = Identity.from(sealed);
        byte[] wrapped = next(sealed, Short.toUnsignedInt(sealed.getShort()));
        try (SecretBytes key = kek.unwrap(wrapped, context(found), timeout)) {
            byte[] rest = next(sealed, sealed.remaining());
            byte[] opened = RawAead.aesGcm(key).decrypt(rest, Bytes.join(head(found, wrapped), associated));
            identity = Optional.of(found);
            return opened;
        }
    }

    private static byte[] next(ByteBuffer buffer, int length) {
        if (buffer.remaining() < length) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private static WrapContext context(Identity identity) {
        return new WrapContext(CLUSTER + identity, Purpose.STORAGE, new DekId(1));
    }
}
