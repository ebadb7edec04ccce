package io.quorumseal.benchmarks;

import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMSIVBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Seals and opens by Bouncy Castle's AES-256-GCM-SIV (RFC 8452) and by the JDK's AES-256-GCM, each with one cipher
 * object that is kept. What counts is the ratio of the two.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class AesGcmSivBenchmark {
    private static final int TAG_BITS = 128;
    private static final int NONCE_LENGTH = 12;
    private static final byte[] AAD = new byte[38];
    private static final byte[] KEY = new byte[32];

    /** The plaintext's size in bytes. */
    @Param({"1024", "4096"})
    public int size;

    private final SecretKeySpec jdkKey = new SecretKeySpec(KEY, "AES");
    private final Cipher jdk = jdk();
    private final GCMSIVBlockCipher siv = new GCMSIVBlockCipher(AESEngine.newInstance());
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private byte[] plaintext = new byte[0];
    private byte[] jdkSealed = new byte[0];
    private byte[] sivSealed = new byte[0];

    /** Seals one value each for the opening benchmarks. */
    @Setup
    public void prepare() throws GeneralSecurityException, InvalidCipherTextException {
        plaintext = new byte[size];
        jdkSealed = jdk(Cipher.ENCRYPT_MODE, new byte[NONCE_LENGTH], plaintext);
        sivSealed = siv(true, new byte[NONCE_LENGTH], plaintext);
    }

    /** Seals by the JDK's AES-GCM. */
    @Benchmark
    public byte[] sealGcmJdk() throws GeneralSecurityException {
        nextNonce();
        return jdk(Cipher.ENCRYPT_MODE, nonce, plaintext);
    }

    /** Opens by the JDK's AES-GCM. */
    @Benchmark
    public byte[] openGcmJdk() throws GeneralSecurityException {
        return jdk(Cipher.DECRYPT_MODE, new byte[NONCE_LENGTH], jdkSealed);
    }

    /** Seals by Bouncy Castle's AES-GCM-SIV. */
    @Benchmark
    public byte[] sealGcmSivBouncyCastle() throws InvalidCipherTextException {
        nextNonce();
        return siv(true, nonce, plaintext);
    }

    /** Opens by Bouncy Castle's AES-GCM-SIV. */
    @Benchmark
    public byte[] openGcmSivBouncyCastle() throws InvalidCipherTextException {
        return siv(false, new byte[NONCE_LENGTH], sivSealed);
    }

    private void nextNonce() {
        for (int at = 0; at < NONCE_LENGTH; at++) {
            nonce[at]++;
            if (nonce[at] != 0) {
                return;
            }
        }
    }

    private byte[] jdk(int mode, byte[] with, byte[] input) throws GeneralSecurityException {
        jdk.init(mode, jdkKey, new GCMParameterSpec(TAG_BITS, with));
        jdk.updateAAD(AAD);
        return jdk.doFinal(input);
    }

    private byte[] siv(boolean seal, byte[] with, byte[] input) throws InvalidCipherTextException {
        siv.init(seal, new AEADParameters(new KeyParameter(KEY), TAG_BITS, with, AAD));
        siv.processBytes(input, 0, input.length, new byte[0], 0);
        byte[] output = new byte[siv.getOutputSize(0)];
        siv.doFinal(output, 0);
        return output;
    }

    private static Cipher jdk() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
