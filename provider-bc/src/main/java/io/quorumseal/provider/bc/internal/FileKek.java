package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;

/**
 * A KEK that was read from a key file. The file is read once, at opening; nothing here waits, so the time limits of
 * the calls never come into play.
 */
final class FileKek implements Kek {
    private static final WrapContext PROBE = new WrapContext("quorumseal probe", Purpose.STORAGE, new DekId(1));
    private static final int PROBE_LENGTH = 32;

    private final SecureRandom random = new SecureRandom();
    private final String description;
    private final Layout layout;
    private final SecretBytes key;

    private FileKek(String description, Layout layout, SecretBytes key) {
        this.description = description + layout.remark();
        this.layout = layout;
        this.key = key;
    }

    /** Makes the KEK of {@code file:}. The file's key stays the caller's. */
    static FileKek bound(Path path, SecretBytes fileKey) {
        Layout layout = new BoundLayout(Derivation.FINGERPRINT.from(fileKey));
        SecretBytes wrappingKey = SecretBytes.take(Derivation.WRAPPING_KEY.from(fileKey));
        return new FileKek(KeyFileUri.BOUND + ":" + path, layout, wrappingKey);
    }

    /** Makes the KEK of {@code file-v0:}. The file's key stays the caller's. */
    static FileKek v0(Path path, SecretBytes fileKey) {
        return new FileKek(KeyFileUri.V0 + ":" + path, new V0Layout(), fileKey.copy());
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Optional<String> fingerprint() {
        return layout.fingerprint();
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return key.readSecret(raw -> dek.readSecret(plain -> wrap(raw, plain, context)));
    }

    private byte[] wrap(byte[] raw, byte[] dek, WrapContext context) {
        if (!layout.fits(dek.length)) {
            throw new KekException(
                    KekException.Kind.UNSUPPORTED,
                    description + " does not wrap DEKs of " + dek.length + " bytes; use 32 bytes");
        }
        byte[] nonce = new byte[AesGcm.NONCE_LENGTH];
        random.nextBytes(nonce);
        return Bytes.join(layout.header(), nonce, AesGcm.seal(raw, nonce, layout.aad(context), dek));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return key.readSecret(raw -> unwrap(raw, wrapped, context));
    }

    private SecretBytes unwrap(byte[] raw, byte[] wrapped, WrapContext context) {
        layout.checkHeader(wrapped);
        int nonceAt = layout.header().length;
        int sealedAt = nonceAt + AesGcm.NONCE_LENGTH;
        if (!layout.fits(wrapped.length - sealedAt - AesGcm.TAG_LENGTH)) {
            throw corrupt("has a length that no wrapped DEK has (" + wrapped.length + " bytes)");
        }
        byte[] nonce = Arrays.copyOfRange(wrapped, nonceAt, sealedAt);
        byte[] sealed = Arrays.copyOfRange(wrapped, sealedAt, wrapped.length);
        return open(raw, nonce, layout.aad(context), sealed);
    }

    private SecretBytes open(byte[] raw, byte[] nonce, byte[] aad, byte[] sealed) {
        try {
            return SecretBytes.take(AesGcm.open(raw, nonce, aad, sealed));
        } catch (InvalidCipherTextException e) {
            throw corrupt("does not authenticate: it was changed, or wrapped in another context or under another key");
        }
    }

    private KekException corrupt(String found) {
        return new KekException(
                KekException.Kind.CORRUPT,
                "the wrapped DEK given to " + description + " " + found + "; take it from an intact replica");
    }

    @Override
    public void probe(Duration timeout) {
        try (SecretBytes sample = SecretBytes.random(PROBE_LENGTH, random);
                SecretBytes back = unwrap(wrap(sample, PROBE, timeout), PROBE, timeout)) {
            if (!sample.equals(back)) {
                throw corrupt("came back as another one");
            }
        }
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return description;
    }
}
