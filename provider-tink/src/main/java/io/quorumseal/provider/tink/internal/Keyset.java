package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KeysetHandle.Entry;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A keyset that can be used: it has an enabled primary key, and every key is an AEAD of 256 bits that writes its id in
 * front of what it seals. Never changes.
 *
 * <p>A wrapped DEK is {@code header ‖ 01 ‖ key id (4) ‖} what Tink seals with that key {@code ‖ CRC-32C (4)} of
 * everything before. The header is {@code 01 ‖ identity (16)}, or {@code 54} for a keyset without identity; header and
 * context are authenticated. The checksum is not, and protects nothing: it tells a damaged key id from one that is
 * missing here.
 */
final class Keyset {
    static final int SHORTEST_DEK = 16;
    static final int LONGEST_DEK = 64;

    private static final byte IDENTIFIED = 1;
    private static final byte NAMELESS = 'T';
    private static final byte TINK_PREFIX = 1;
    private static final Set<Object> ALLOWED = Set.of(
            PredefinedAeadParameters.AES256_GCM,
            PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE,
            PredefinedAeadParameters.CHACHA20_POLY1305,
            PredefinedAeadParameters.XCHACHA20_POLY1305);

    private final KeysetHandle handle;
    private final Optional<Identity> identity;
    private final byte[] header;
    private final Aead aead;

    /** Refuses a keyset that cannot be used; {@code name} says which one it is. */
    Keyset(String name, KeysetHandle handle, Optional<Identity> identity) {
        this.handle = handle;
        this.identity = identity;
        header = identity.map(known -> Bytes.join(new byte[] {IDENTIFIED}, known.bytes()))
                .orElse(new byte[] {NAMELESS});
        entries().forEach(entry -> checkKind(name, entry));
        checkPrimary(name);
        aead = aead(name);
    }

    private static void checkKind(String name, Entry entry) {
        if (!ALLOWED.contains(entry.getKey().getParameters())) {
            throw new KekException(
                    Kind.UNSUPPORTED,
                    name + " holds a key of another kind, " + id(entry) + " ("
                            + entry.getKey().getParameters()
                            + "); use AES256_GCM, XAES_256_GCM_192_BIT_NONCE, CHACHA20_POLY1305 or XCHACHA20_POLY1305");
        }
    }

    private void checkPrimary(String name) {
        Entry primary = primary();
        if (primary.getStatus() != KeyStatus.ENABLED) {
            throw new KekException(
                    Kind.KEY_DISABLED,
                    name + " has a primary key that is not enabled, " + id(primary)
                            + "; enable it, or promote another key");
        }
    }

    private Aead aead(String name) {
        try {
            return handle.getPrimitive(RawAead.TINK, Aead.class);
        } catch (GeneralSecurityException e) {
            throw new KekException(Kind.UNSUPPORTED, name + " is not for AEAD as Tink says: " + e.getMessage(), e);
        }
    }

    KeysetHandle handle() {
        return handle;
    }

    Optional<Identity> identity() {
        return identity;
    }

    Stream<Entry> entries() {
        return IntStream.range(0, handle.size()).mapToObj(handle::getAt);
    }

    Entry primary() {
        return entries().filter(Entry::isPrimary).findFirst().orElseThrow();
    }

    Optional<Entry> find(int id) {
        return entries().filter(entry -> entry.getId() == id).findFirst();
    }

    /** A key's id as it is shown. */
    static String id(Entry entry) {
        return Integer.toUnsignedString(entry.getId());
    }

    byte[] wrap(byte[] dek, WrapContext context) {
        try {
            return withChecksum(Bytes.join(header, aead.encrypt(dek, aad(context))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink does not seal", e);
        }
    }

    SecretBytes unwrap(byte[] wrapped, WrapContext context) {
        checkHeader(wrapped);
        byte[] sealed = withoutChecksum(wrapped);
        checkKey(ByteBuffer.wrap(sealed, header.length, sealed.length - header.length));
        try {
            return SecretBytes.take(
                    aead.decrypt(Arrays.copyOfRange(sealed, header.length, sealed.length), aad(context)));
        } catch (GeneralSecurityException e) {
            throw corrupt("does not authenticate: it was changed, or wrapped in another context");
        }
    }

    private byte[] aad(WrapContext context) {
        return Bytes.join(header, context.bytes());
    }

    static byte[] withChecksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return ByteBuffer.allocate(bytes.length + Integer.BYTES)
                .put(bytes)
                .putInt((int) sum.getValue())
                .array();
    }

    private static byte[] withoutChecksum(byte[] bytes) {
        byte[] body = Arrays.copyOf(bytes, Math.max(bytes.length - Integer.BYTES, 0));
        if (!Arrays.equals(bytes, withChecksum(body))) {
            throw corrupt("is damaged");
        }
        return body;
    }

    private void checkHeader(byte[] wrapped) {
        if (wrapped.length == 0 || wrapped[0] != header[0]) {
            throw new KekException(
                    Kind.WRONG_KEY,
                    "these " + wrapped.length + " bytes are not a DEK wrapped by a keyset such as this one, which"
                            + " starts with the byte " + header[0] + "; name the KEK that the DEK was wrapped under, or"
                            + " take it from an intact replica if it was damaged");
        }
        if (wrapped.length < header.length + Integer.BYTES) {
            throw corrupt("is cut");
        }
        if (!Arrays.equals(wrapped, 0, header.length, header, 0, header.length)) {
            throw new KekException(
                    Kind.WRONG_KEY,
                    "the DEK was wrapped under the keyset " + Identity.from(ByteBuffer.wrap(wrapped, 1, Identity.SIZE))
                            + ", this is the keyset " + identity.orElseThrow()
                            + "; name the keyset that the DEK was wrapped under");
        }
    }

    /** Tells apart what Tink does not: a key that it lacks or must not use, and bytes that are not authentic. */
    private void checkKey(ByteBuffer sealed) {
        if (sealed.remaining() < 1 + Integer.BYTES || sealed.get() != TINK_PREFIX) {
            throw corrupt("names no key");
        }
        int id = sealed.getInt();
        KeyStatus status = find(id).map(Entry::getStatus).orElseThrow(() -> missing(id, "has no key"));
        if (status == KeyStatus.DESTROYED) {
            throw missing(id, "destroyed the key");
        }
        if (status != KeyStatus.ENABLED) {
            throw new KekException(
                    Kind.KEY_DISABLED,
                    "key " + Integer.toUnsignedString(id) + ", which the DEK was wrapped under, is disabled in the"
                            + " keyset; enable it and rewrap the DEK");
        }
    }

    /** Where keysets have no identity, a key that is not there may be another keyset's. */
    private KekException missing(int id, String found) {
        boolean mayBeAnothers = identity.isEmpty() && find(id).isEmpty();
        return new KekException(
                mayBeAnothers ? Kind.WRONG_KEY : Kind.KEY_NOT_FOUND,
                "the keyset " + found + " " + Integer.toUnsignedString(id) + " that the DEK was wrapped under; bring"
                        + " the keyset's file up to date, or name the keyset that the DEK was wrapped under");
    }

    static KekException corrupt(String found) {
        return new KekException(Kind.CORRUPT, "the wrapped DEK " + found + "; take it from an intact replica");
    }
}
