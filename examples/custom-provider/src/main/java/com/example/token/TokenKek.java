package com.example.token;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;

/**
 * A KEK that never leaves its token. A wrapped DEK is format (1 byte, 1) ‖ fingerprint (8) ‖ nonce (12) ‖ sealed DEK
 * ‖ tag (16); authenticated with it are format, fingerprint and {@link WrapContext#bytes()}.
 *
 * <p>A token has no time limits: it is the runtime that stops waiting for one that hangs.
 */
final class TokenKek implements Kek {
    private static final byte FORMAT = 1;
    private static final int HEADER = 1 + TokenKey.FINGERPRINT;
    private static final int SHORTEST_DEK = 16;
    private static final int LONGEST_DEK = 64;
    private static final WrapContext PROBE = new WrapContext("pkcs11 probe", Purpose.STORAGE, new DekId(1));

    private final SecureRandom random = new SecureRandom();
    private final String description;
    private final TokenKey key;
    private final byte[] header;
    private volatile boolean closed;

    TokenKek(String description, TokenKey key) {
        this.description = description;
        this.key = key;
        this.header = join(new byte[] {FORMAT}, key.fingerprint());
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of(hexFingerprint(header));
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        checkOpen();
        if (dek.length() < SHORTEST_DEK || dek.length() > LONGEST_DEK) {
            throw new KekException(
                    KekException.Kind.UNSUPPORTED,
                    description + " does not wrap DEKs of " + dek.length() + " bytes; use 32 bytes");
        }
        byte[] nonce = new byte[TokenKey.NONCE];
        random.nextBytes(nonce);
        byte[] aad = join(header, context.bytes());
        return join(header, nonce, dek.<byte[]>readSecret(raw -> key.seal(nonce, aad, raw)));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        checkOpen();
        checkShape(wrapped);
        byte[] nonce = Arrays.copyOfRange(wrapped, HEADER, HEADER + TokenKey.NONCE);
        byte[] sealed = Arrays.copyOfRange(wrapped, HEADER + TokenKey.NONCE, wrapped.length);
        try {
            return SecretBytes.take(key.open(nonce, join(header, context.bytes()), sealed));
        } catch (AEADBadTagException e) {
            throw corrupt("does not authenticate: it was changed, or wrapped in another context");
        }
    }

    /** What is too short never reaches the token: not every library stands it. */
    private void checkShape(byte[] wrapped) {
        if (wrapped.length < HEADER || !Arrays.equals(wrapped, 0, HEADER, header, 0, HEADER)) {
            throw new KekException(
                    KekException.Kind.WRONG_KEY,
                    "these " + wrapped.length + " bytes do not start as what " + description + " wraps does, with 01"
                            + hexFingerprint(header) + "; name the KEK that the DEK was wrapped under, or take it from"
                            + " an intact replica if it was damaged");
        }
        int dek = wrapped.length - HEADER - TokenKey.NONCE - TokenKey.TAG;
        if (dek < SHORTEST_DEK || dek > LONGEST_DEK) {
            throw corrupt("has a length that no wrapped DEK has (" + wrapped.length + " bytes)");
        }
    }

    @Override
    public void probe(Duration timeout) {
        try (SecretBytes sample = SecretBytes.random(32, random);
                SecretBytes back = unwrap(wrap(sample, PROBE, timeout), PROBE, timeout)) {
            if (!sample.equals(back)) {
                throw corrupt("came back as another one");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new RejectedException(RejectedException.Reason.CLOSED, description + " is closed");
        }
    }

    private KekException corrupt(String found) {
        return new KekException(
                KekException.Kind.CORRUPT,
                "the wrapped DEK given to " + description + " " + found + "; take it from an intact replica");
    }

    private static String hexFingerprint(byte[] startingWithHeader) {
        return HexFormat.of().formatHex(startingWithHeader, 1, HEADER);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    @Override
    public String toString() {
        return description;
    }
}
