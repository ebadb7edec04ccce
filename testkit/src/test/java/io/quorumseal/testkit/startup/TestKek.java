package io.quorumseal.testkit.startup;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A KEK in memory that remembers, as text, every secret that it saw, so that messages can be searched for them. */
final class TestKek implements Kek {
    private static final int NONCE_SIZE = 12;

    private final SecureRandom random = new SecureRandom();
    private final List<String> secrets = new CopyOnWriteArrayList<>();
    private final byte[] key = new byte[32];
    private final String name;
    private final Optional<String> fingerprint;
    private Optional<Kind> failure = Optional.empty();
    private boolean anybodyCanWrap;

    private TestKek(String name, Optional<String> fingerprint) {
        this.name = name;
        this.fingerprint = fingerprint;
        random.nextBytes(key);
        remember(key);
    }

    static TestKek withFingerprint(String name) {
        return new TestKek(name, Optional.of("fingerprint-of-" + name));
    }

    static TestKek withoutFingerprint(String name) {
        return new TestKek(name, Optional.empty());
    }

    /** From now on unwrapping fails. */
    void failWith(Kind kind) {
        failure = Optional.of(kind);
    }

    /** Has it behave as a public key does. */
    TestKek forAnybody() {
        anybodyCanWrap = true;
        return this;
    }

    List<String> secrets() {
        return secrets;
    }

    private void remember(byte[] secret) {
        secrets.add(HexFormat.of().formatHex(secret));
        secrets.add(Base64.getEncoder().encodeToString(secret));
        secrets.add(Arrays.toString(secret));
    }

    @Override
    public String description() {
        return "test:" + name;
    }

    @Override
    public Optional<String> fingerprint() {
        return fingerprint;
    }

    @Override
    public boolean anybodyCanWrap() {
        return anybodyCanWrap;
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        byte[] wrapped = new byte[NONCE_SIZE + dek.length() + 16];
        byte[] nonce = new byte[NONCE_SIZE];
        random.nextBytes(nonce);
        byte[] sealed = dek.readSecret(raw -> crypt(Cipher.ENCRYPT_MODE, nonce, context, raw));
        System.arraycopy(nonce, 0, wrapped, 0, NONCE_SIZE);
        System.arraycopy(sealed, 0, wrapped, NONCE_SIZE, sealed.length);
        return wrapped;
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        failure.ifPresent(kind -> {
            throw new KekException(kind, description() + " was told to fail");
        });
        byte[] nonce = Arrays.copyOf(wrapped, NONCE_SIZE);
        byte[] dek =
                crypt(Cipher.DECRYPT_MODE, nonce, context, Arrays.copyOfRange(wrapped, NONCE_SIZE, wrapped.length));
        remember(dek);
        return SecretBytes.take(dek);
    }

    private byte[] crypt(int mode, byte[] nonce, WrapContext context, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(context.bytes());
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new KekException(
                    Kind.CORRUPT, "the wrapped DEK given to " + description() + " does not authenticate");
        }
    }

    @Override
    public void probe(Duration timeout) {}

    @Override
    public void close() {}
}
