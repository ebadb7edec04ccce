package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.provider.bc.Argon2Cost;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A key of 32 bytes, sealed under a password: a clear header, then the key under AES-256-GCM, with a wrapping key by
 * Argon2id (RFC 9106, version 0x13) and the whole header as additional authenticated data.
 *
 * <p>Header, big-endian: {@code "QSSEALED"}, version (1), key derivation (1), memory in KiB (4), passes (4), lanes
 * (1), salt (16), nonce (12).
 */
public final class SealedKey {
    /** The length of such a file in bytes. */
    static final int LENGTH = 95;

    private static final byte[] MAGIC = "QSSEALED".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final byte ARGON2ID = 1;
    private static final int SALT_LENGTH = 16;
    private static final int HEADER_LENGTH = 47;
    private static final int NONCE_AT = HEADER_LENGTH - AesGcm.NONCE_LENGTH;
    private static final int SALT_AT = NONCE_AT - SALT_LENGTH;

    private SealedKey() {}

    static boolean isSealed(byte[] content) {
        return content.length == LENGTH && Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * Seals a key.
     *
     * @param key the key, 32 bytes; stays the caller's
     * @param password the password; stays the caller's
     * @param cost the cost of one guess
     * @param random where salt and nonce come from
     * @return the file's content
     */
    public static byte[] seal(SecretBytes key, SecretBytes password, Argon2Cost cost, SecureRandom random) {
        byte[] header = header(cost, random);
        byte[] wrapping = derive(password, cost, header);
        try {
            byte[] nonce = Arrays.copyOfRange(header, NONCE_AT, HEADER_LENGTH);
            return Bytes.join(header, key.readSecret(raw -> AesGcm.seal(wrapping, nonce, header, raw)));
        } finally {
            Arrays.fill(wrapping, (byte) 0);
        }
    }

    private static byte[] header(Argon2Cost cost, SecureRandom random) {
        byte[] fresh = new byte[SALT_LENGTH + AesGcm.NONCE_LENGTH];
        random.nextBytes(fresh);
        return ByteBuffer.allocate(HEADER_LENGTH)
                .put(MAGIC)
                .put(VERSION)
                .put(ARGON2ID)
                .putInt(cost.memoryKib())
                .putInt(cost.passes())
                .put((byte) cost.lanes())
                .put(fresh)
                .array();
    }

    /** Opens what {@link #isSealed}. Asks for the password only if the header is fit. */
    static SecretBytes open(Path path, byte[] content, Supplier<SecretBytes> password) {
        byte[] header = Arrays.copyOf(content, HEADER_LENGTH);
        Argon2Cost cost = cost(path, header);
        checkHeap(path, cost, Runtime.getRuntime().maxMemory());
        byte[] wrapping = derive(password.get(), cost, header);
        byte[] nonce = Arrays.copyOfRange(header, NONCE_AT, HEADER_LENGTH);
        try {
            byte[] sealed = Arrays.copyOfRange(content, HEADER_LENGTH, LENGTH);
            return SecretBytes.take(AesGcm.open(wrapping, nonce, header, sealed));
        } catch (InvalidCipherTextException e) {
            throw KeyFile.FILE.misconfigured(
                    path,
                    "does not open: the password is wrong or the file was changed, and nothing tells which; try the"
                            + " password again, then restore the file from its backup");
        } finally {
            Arrays.fill(wrapping, (byte) 0);
        }
    }

    private static Argon2Cost cost(Path path, byte[] header) {
        ByteBuffer fields = ByteBuffer.wrap(header).position(MAGIC.length);
        byte version = fields.get();
        byte derivation = fields.get();
        if (version != VERSION || derivation != ARGON2ID) {
            throw KeyFile.FILE.misconfigured(
                    path,
                    "is sealed in version " + (version & 0xFF) + " with key derivation " + (derivation & 0xFF)
                            + ", known are 1 and 1; upgrade this node, or restore the file from its backup");
        }
        try {
            return new Argon2Cost(fields.getInt(), fields.getInt(), fields.get());
        } catch (KekException e) {
            throw KeyFile.FILE.misconfigured(
                    path, "is not to be opened (" + e.getMessage() + "); restore it from its backup");
        }
    }

    /** Refuses what this process has no memory for, instead of failing in the middle. */
    static void checkHeap(Path path, Argon2Cost cost, long heap) {
        long needed = (long) cost.memoryKib() << 10;
        if (needed > heap / 2) {
            throw KeyFile.FILE.misconfigured(
                    path,
                    "needs " + (needed >> 20) + " MiB of memory to open, more than half of the heap of " + (heap >> 20)
                            + " MiB; start Java with a larger -Xmx, or reseal the file at a lower cost");
        }
    }

    private static byte[] derive(SecretBytes password, Argon2Cost cost, byte[] header) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(Arrays.copyOfRange(header, SALT_AT, NONCE_AT))
                .build());
        byte[] wrapping = new byte[KeyText.KEY_LENGTH];
        password.readSecret(raw -> argon2.generateBytes(raw, wrapping));
        return wrapping;
    }
}
