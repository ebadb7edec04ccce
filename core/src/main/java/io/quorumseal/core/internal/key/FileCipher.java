package io.quorumseal.core.internal.key;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The cipher of one sealed file: FLOE, a random-access AEAD (Fast Lightweight Online Encryption, of Snowflake and C2SP;
 * IACR ePrint 2025/2275), over AES-256-GCM and HKDF-Expand with SHA-384. A file is a header and segments of one size, the
 * last one shorter or as long. Each segment is sealed under a random nonce and bound to its number and to being the last or
 * not; the key of all is derived from a random initialization vector of 256 bits, so that nothing has to be remembered.
 *
 * <pre>
 * header   parameters (10) ‖ initialization vector (32) ‖ tag (32)
 * segment  length (u32; 2^32-1 in all but the last) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
 * </pre>
 *
 * Opening is safe for use by several threads, sealing is not.
 */
public final class FileCipher implements AutoCloseable {
    /** Bytes of a header. */
    public static final int HEADER_SIZE = 74;

    /** What a segment is longer than its plaintext, in bytes. */
    public static final int OVERHEAD = Integer.BYTES + Suite.NONCE_SIZE + Suite.TAG_SIZE;

    /** The length that all segments but the last one say. */
    public static final int NOT_LAST = -1;

    private static final String HMAC = "HmacSHA384";
    private static final int IV_SIZE = 32;
    private static final int HEADER_TAG_SIZE = 32;
    private static final int MESSAGE_KEY_SIZE = 48;
    private static final int CIPHER_KEY_SIZE = 32;
    private static final int NONCE_AT = Integer.BYTES;
    private static final int CIPHERTEXT_AT = NONCE_AT + Suite.NONCE_SIZE;
    private static final int AAD_SIZE = Long.BYTES + 1;
    private static final long MOST_SEGMENTS = 1L << 40;
    private static final byte[] NO_SALT = {};

    private final Parameters parameters;
    private final byte[] iv;
    private final byte[] aad;
    private final byte[] headerTag;
    private final SecretBytes messageKey;
    private final AeadProvider aead;
    private final Randomness random;
    private final Map<Long, KeyedPool<Opener>> openers = new ConcurrentHashMap<>();
    private @Nullable KeyedPool<Sealer> sealers;
    private long sealersFrom = -1;

    /**
     * What a file's header says of its segments.
     *
     * @param segmentSize bytes of a segment
     * @param rotationBits after two to the power of how many segments another key is derived; not in the header
     */
    public record Parameters(int segmentSize, int rotationBits) {
        /** Those of all sealed files: segments of 64 KiB, and a new key after 2^20 of them. */
        public static final Parameters OURS = new Parameters(1 << 16, 20);

        private static final int SIZE = 10;

        /** AEAD 0 (AES-256-GCM) ‖ KDF 0 (HKDF-Expand, SHA-384) ‖ segment size ‖ size of the initialization vector. */
        byte[] encoded() {
            return ByteBuffer.allocate(SIZE)
                    .putShort((short) 0)
                    .putInt(segmentSize)
                    .putInt(IV_SIZE)
                    .array();
        }

        /** Tells whether a header is one with these. */
        public boolean areOf(byte[] header) {
            return header.length == HEADER_SIZE && Arrays.equals(encoded(), 0, SIZE, header, 0, SIZE);
        }

        /** How many bytes of plaintext a segment holds. */
        public int plaintextSize() {
            return segmentSize - OVERHEAD;
        }

        private long firstOf(long segment) {
            return segment >>> rotationBits << rotationBits;
        }
    }

    private FileCipher(
            Parameters parameters, SecretBytes key, byte[] iv, byte[] aad, AeadProvider aead, Randomness random) {
        this.parameters = parameters;
        this.iv = iv;
        this.aad = aad.clone();
        this.aead = aead;
        this.random = random;
        this.headerTag = key.readSecret(raw -> derive(raw, text("HEADER_TAG:"), HEADER_TAG_SIZE));
        this.messageKey = key.readSecret(raw -> SecretBytes.take(derive(raw, text("MESSAGE_KEY:"), MESSAGE_KEY_SIZE)));
    }

    /**
     * Begins a file.
     *
     * @param key 32 bytes; stays the caller's
     * @param aad what the file is bound to
     */
    public static FileCipher begin(
            Parameters parameters, SecretBytes key, byte[] aad, AeadProvider aead, Randomness random) {
        byte[] iv = new byte[IV_SIZE];
        random.fill(iv);
        return new FileCipher(parameters, key, iv, aad, aead, random);
    }

    /**
     * Goes on from a file's header.
     *
     * @param key 32 bytes; stays the caller's
     * @param header with these parameters, which the caller has looked at
     * @throws AuthenticationFailedException if the header was not made under this key, bound to this
     */
    public static FileCipher of(
            Parameters parameters, SecretBytes key, byte[] aad, byte[] header, AeadProvider aead, Randomness random) {
        if (!parameters.areOf(header)) {
            throw new AuthenticationFailedException();
        }
        byte[] iv = Arrays.copyOfRange(header, Parameters.SIZE, Parameters.SIZE + IV_SIZE);
        FileCipher cipher = new FileCipher(parameters, key, iv, aad, aead, random);
        if (MessageDigest.isEqual(
                cipher.headerTag, Arrays.copyOfRange(header, Parameters.SIZE + IV_SIZE, HEADER_SIZE))) {
            return cipher;
        }
        cipher.close();
        throw new AuthenticationFailedException();
    }

    /** The parameters. */
    public Parameters parameters() {
        return parameters;
    }

    /** The file's header. */
    public byte[] header() {
        return ByteBuffer.allocate(HEADER_SIZE)
                .put(parameters.encoded())
                .put(iv)
                .put(headerTag)
                .array();
    }

    /**
     * Seals a segment.
     *
     * @param segment its number, from 0; each is sealed once, in any order
     * @param last whether no other follows; all others hold as much plaintext as there is room for
     * @param plaintext where the plaintext is
     * @param from where in it
     * @param size how many bytes
     * @param out receives the segment, from its beginning
     * @return the segment's size in bytes
     */
    public int seal(long segment, boolean last, byte[] plaintext, int from, int size, byte[] out) {
        if (segment < 0 || segment >= MOST_SEGMENTS || (last ? size > room() : size != room())) {
            throw new IllegalArgumentException("segment " + segment + " cannot have " + size + " bytes of plaintext");
        }
        KeyedPool<Sealer> pool = sealers(parameters.firstOf(segment));
        Slot<Sealer> slot = taken(pool);
        try {
            random.fill(slot.nonce());
            int sealed = slot.cipher()
                    .seal(
                            slot.nonce(),
                            aad(slot, segment, last),
                            ByteBuffer.wrap(plaintext, from, size),
                            ByteBuffer.wrap(out, CIPHERTEXT_AT, out.length - CIPHERTEXT_AT));
            // After the cipher: it may have chosen the nonce.
            ByteBuffer.wrap(out)
                    .putInt(last ? CIPHERTEXT_AT + sealed : NOT_LAST)
                    .put(slot.nonce());
            return CIPHERTEXT_AT + sealed;
        } finally {
            pool.give(slot);
        }
    }

    private int room() {
        return parameters.plaintextSize();
    }

    private KeyedPool<Sealer> sealers(long from) {
        KeyedPool<Sealer> known = sealers;
        if (known != null && sealersFrom == from) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        KeyedPool<Sealer> fresh = pool(from, aead::sealer);
        sealers = fresh;
        sealersFrom = from;
        return fresh;
    }

    /**
     * Opens a segment.
     *
     * @param segment its number
     * @param last whether no other follows
     * @param sealed the segment
     * @param size its size in bytes
     * @param out receives the plaintext; zeros there if this fails
     * @param to where in it
     * @return how many bytes of plaintext
     * @throws AuthenticationFailedException if it is not what was sealed, under this number and as the last one or not
     */
    public int open(long segment, boolean last, byte[] sealed, int size, byte[] out, int to) {
        if (size < OVERHEAD || ByteBuffer.wrap(sealed).getInt() != (last ? size : NOT_LAST)) {
            throw new AuthenticationFailedException();
        }
        KeyedPool<Opener> pool = openers.computeIfAbsent(parameters.firstOf(segment), from -> pool(from, aead::opener));
        Slot<Opener> slot = taken(pool);
        boolean good = false;
        try {
            System.arraycopy(sealed, NONCE_AT, slot.nonce(), 0, Suite.NONCE_SIZE);
            int opened = slot.cipher()
                    .open(
                            slot.nonce(),
                            aad(slot, segment, last),
                            ByteBuffer.wrap(sealed, CIPHERTEXT_AT, size - CIPHERTEXT_AT),
                            ByteBuffer.wrap(out, to, size - OVERHEAD));
            good = true;
            return opened;
        } finally {
            pool.give(slot);
            if (!good) {
                Arrays.fill(out, to, to + size - OVERHEAD, (byte) 0);
            }
        }
    }

    private static ByteBuffer aad(Slot<?> slot, long segment, boolean last) {
        return slot.aad(AAD_SIZE).putLong(0, segment).put(Long.BYTES, (byte) (last ? 1 : 0));
    }

    private static <C extends AutoCloseable> Slot<C> taken(KeyedPool<C> pool) {
        Slot<C> slot = pool.take();
        if (slot == null) {
            throw new IllegalStateException("the file's cipher was closed");
        }
        return slot;
    }

    private <C extends AutoCloseable> KeyedPool<C> pool(long from, Function<SecretBytes, C> cipher) {
        byte[] purpose = ByteBuffer.allocate(4 + Long.BYTES)
                .put(text("DEK:"))
                .putLong(from)
                .array();
        byte[] key = messageKey.readSecret(raw -> derive(raw, purpose, CIPHER_KEY_SIZE));
        return new KeyedPool<>(SecretBytes.take(key), NO_SALT, cipher);
    }

    /** FLOE's derivation, of no more than one block: HKDF-Expand (RFC 5869) of parameters ‖ vector ‖ purpose ‖ AAD. */
    private byte[] derive(byte[] key, byte[] purpose, int length) {
        Mac mac = mac(key);
        mac.update(parameters.encoded());
        mac.update(iv);
        mac.update(purpose);
        mac.update(aad);
        byte[] block = mac.doFinal(new byte[] {1});
        byte[] derived = Arrays.copyOf(block, length);
        Arrays.fill(block, (byte) 0);
        return derived;
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + HMAC, e);
        }
    }

    private static byte[] text(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** Drops the keys. Not while a segment is opened. */
    @Override
    public void close() {
        openers.values().forEach(KeyedPool::close);
        KeyedPool<Sealer> sealing = sealers;
        if (sealing != null) {
            sealing.close();
        }
        messageKey.close();
    }
}
