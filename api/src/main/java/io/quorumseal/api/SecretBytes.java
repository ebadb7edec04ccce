package io.quorumseal.api;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Secret key bytes: never printed, compared in constant time, zeroed when closed.
 *
 * <p>Whoever is handed one by a method that creates it owns it and closes it. Reading after closing fails. Safe for
 * use by several threads; closing waits for readers.
 */
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies bytes and zeroes the original.
     *
     * @param source the bytes; all zero afterwards
     * @return the secret
     */
    public static SecretBytes take(byte[] source) {
        SecretBytes secret = new SecretBytes(source.clone());
        Arrays.fill(source, (byte) 0);
        return secret;
    }

    /**
     * Makes a random secret.
     *
     * @param length its length in bytes
     * @param random the source of randomness
     * @return the secret
     */
    public static SecretBytes random(int length, SecureRandom random) {
        byte[] fresh = new byte[length];
        random.nextBytes(fresh);
        return new SecretBytes(fresh);
    }

    /**
     * Tells the length.
     *
     * @return the length in bytes
     */
    public int length() {
        return bytes.length;
    }

    /**
     * Shows the raw bytes to a function. For ciphers and key derivation only; the array must neither be kept nor
     * changed.
     *
     * @param <T> what the function makes
     * @param reader the function
     * @return what the function made
     * @throws RejectedException if the secret is closed
     */
    public synchronized <T extends @Nullable Object> T readSecret(Function<byte[], T> reader) {
        if (closed) {
            throw new RejectedException(RejectedException.Reason.CLOSED, "this key was destroyed");
        }
        return reader.apply(bytes);
    }

    /**
     * Makes a second secret of the same bytes, with a life of its own.
     *
     * @return the copy
     */
    public SecretBytes copy() {
        return readSecret(raw -> new SecretBytes(raw.clone()));
    }

    /** Zeroes the bytes. A second call does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /** Compares in constant time. A closed secret equals nothing but itself. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof SecretBytes that)) {
            return false;
        }
        byte[] theirs = that.readSecret(byte[]::clone);
        try {
            return readSecret(mine -> MessageDigest.isEqual(mine, theirs));
        } finally {
            Arrays.fill(theirs, (byte) 0);
        }
    }

    /** Depends on the length only, so that it shows nothing of the bytes. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes]";
    }
}
