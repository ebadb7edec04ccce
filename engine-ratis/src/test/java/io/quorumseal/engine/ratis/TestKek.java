package io.quorumseal.engine.ratis;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A KEK in memory, the same on all nodes of a test. */
final class TestKek implements Kek {
    private static final int NONCE_SIZE = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");

    @Override
    public String description() {
        return "a KEK for tests";
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of("test");
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        byte[] nonce = new byte[NONCE_SIZE];
        RANDOM.nextBytes(nonce);
        byte[] sealed = dek.readSecret(bytes -> crypt(Cipher.ENCRYPT_MODE, nonce, context, bytes));
        byte[] wrapped = Arrays.copyOf(nonce, NONCE_SIZE + sealed.length);
        System.arraycopy(sealed, 0, wrapped, NONCE_SIZE, sealed.length);
        return wrapped;
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        byte[] nonce = Arrays.copyOf(wrapped, NONCE_SIZE);
        byte[] sealed = Arrays.copyOfRange(wrapped, NONCE_SIZE, wrapped.length);
        return SecretBytes.take(crypt(Cipher.DECRYPT_MODE, nonce, context, sealed));
    }

    private byte[] crypt(int mode, byte[] nonce, WrapContext context, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(context.bytes());
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new KekException(KekException.Kind.CORRUPT, "does not unwrap", e);
        }
    }

    @Override
    public void probe(Duration timeout) {
        // always there
    }

    @Override
    public void close() {
        // shared by the nodes of a test
    }
}
