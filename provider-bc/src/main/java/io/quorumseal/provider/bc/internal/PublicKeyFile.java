package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.GuardedFile;
import io.quorumseal.provider.bc.Kem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key with its KEM, as a file holds it, big-endian: {@code "QSPUBKEY"}, version (1), KEM id (2), public key,
 * fingerprint (16): the first bytes of the SHA-256 of all before. The fingerprint is there because a DEK wrapped under
 * a damaged public key is lost.
 *
 * @param hpke the KEM
 * @param key the public key
 * @param fingerprint the fingerprint
 */
public record PublicKeyFile(Hpke hpke, byte[] key, byte[] fingerprint) {
    static final int FINGERPRINT_LENGTH = 16;

    private static final byte[] MAGIC = "QSPUBKEY".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int KEY_AT = MAGIC.length + 1 + Short.BYTES;
    private static final int LONGEST = KEY_AT + Hpke.X_WING.publicLength() + FINGERPRINT_LENGTH;
    private static final GuardedFile FILE = KeyFile.missing(GuardedFile.ofPublic("public key file", LONGEST));

    /**
     * Makes the file of a private key.
     *
     * @param kem the kind of key pair
     * @param privateKey the private key; stays the caller's
     * @return the content
     */
    public static byte[] content(Kem kem, SecretBytes privateKey) {
        Hpke hpke = Hpke.of(kem);
        byte[] start = start(hpke, privateKey.readSecret(hpke::publicKey));
        return Bytes.join(start, fingerprint(start));
    }

    static PublicKeyFile of(Hpke hpke, byte[] key) {
        return new PublicKeyFile(hpke, key, fingerprint(start(hpke, key)));
    }

    private static byte[] start(Hpke hpke, byte[] key) {
        return ByteBuffer.allocate(KEY_AT + key.length)
                .put(MAGIC)
                .put(VERSION)
                .putShort(hpke.id())
                .put(key)
                .array();
    }

    private static byte[] fingerprint(byte[] start) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(start), FINGERPRINT_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    String fingerprintText() {
        return HexFormat.of().formatHex(fingerprint);
    }

    static PublicKeyFile read(Path path) {
        byte[] content = FILE.read(path);
        int end = content.length - FINGERPRINT_LENGTH;
        if (end < KEY_AT || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw FILE.misconfigured(path, "is no public key of KeyFileTool; name the file that it made");
        }
        byte[] fingerprint = Arrays.copyOfRange(content, end, content.length);
        if (!MessageDigest.isEqual(fingerprint, fingerprint(Arrays.copyOf(content, end)))) {
            throw FILE.misconfigured(path, "is damaged: its fingerprint is not that of its content; copy it anew");
        }
        return decode(path, content[MAGIC.length], Arrays.copyOfRange(content, KEY_AT - Short.BYTES, end));
    }

    private static PublicKeyFile decode(Path path, byte version, byte[] idAndKey) {
        short id = ByteBuffer.wrap(idAndKey).getShort();
        byte[] key = Arrays.copyOfRange(idAndKey, Short.BYTES, idAndKey.length);
        return Hpke.byId(id)
                .filter(known -> version == VERSION && known.publicLength() == key.length && known.accepts(key))
                .map(known -> of(known, key))
                .orElseThrow(() -> FILE.misconfigured(
                        path,
                        "has version " + (version & 0xFF) + " and KEM " + Integer.toHexString(id & 0xFFFF) + " with "
                                + key.length + " bytes, which is no public key known here; upgrade this node"));
    }
}
