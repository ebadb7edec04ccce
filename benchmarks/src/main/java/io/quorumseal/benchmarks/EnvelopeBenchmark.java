package io.quorumseal.benchmarks;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import io.quorumseal.api.DekId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Keyring;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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
 * Seals and opens a stored value in three ways: through the keyring, with a bare {@link Cipher} that one thread keeps,
 * and with Tink. The bare cipher builds the same nonce, AAD and header into the same kind of buffer; Tink chooses its
 * nonces at random and returns a new array each time.
 *
 * <p>{@code -t 1} and {@code -t 2} give the numbers for one and for two threads: the keyring is shared, the bare cipher
 * cannot be.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EnvelopeBenchmark {
    private static final Binding VALUES = Binding.values("");

    private static final DekId DEK = new DekId(1);
    private static final byte[] STORAGE_KEY = new byte[32];
    private static final int HEADER = 18;
    private static final int AAD_PREFIX = 6;
    private static final int OVERHEAD = 34;

    /** The keyring that all threads share. */
    @State(Scope.Benchmark)
    public static class Shared {
        /** The id of the AEAD provider. */
        @Param(JdkAeadProvider.ID)
        public String aead = "";

        Keyring keyring = new Keyring(new JdkAeadProvider(), new NodeId(1));

        /** Adds the key. */
        @Setup
        public void addKey() {
            keyring = new Keyring(Ciphers.named(aead), new NodeId(1));
            keyring.startSealing(new LocalEpoch(1));
            keyring.add(DEK, Purpose.STORAGE, SecretBytes.take(new byte[32]));
        }
    }

    /** What each thread has for itself. */
    @State(Scope.Thread)
    public static class Own {
        /** The plaintext's size in bytes. */
        @Param({"64", "256", "1024", "4096", "65536"})
        public int size;

        final ByteBuffer storageKey = ByteBuffer.wrap(STORAGE_KEY);
        ByteBuffer plaintext = ByteBuffer.allocate(0);
        ByteBuffer sealed = ByteBuffer.allocate(0);
        ByteBuffer out = ByteBuffer.allocate(0);
        byte[] tinkSealed = new byte[0];
        Aead tink = new NoAead();
        Bare sealer = new Bare(Cipher.ENCRYPT_MODE);
        Bare opener = new Bare(Cipher.DECRYPT_MODE);

        /** Seals one value for the opening benchmarks. */
        @Setup
        public void prepare(Shared shared) throws GeneralSecurityException {
            plaintext = ByteBuffer.allocate(size);
            sealed = ByteBuffer.allocate(size + OVERHEAD);
            out = ByteBuffer.allocate(size + OVERHEAD);
            tink = new AesGcmJce(new byte[32]);
            tinkSealed = tink.encrypt(plaintext.array(), STORAGE_KEY);
            Dek dek = shared.keyring.find(DEK).orElseThrow();
            Envelope.seal(dek, dek.counter().next(), VALUES, storageKey, plaintext, sealed);
            sealed.flip();
        }
    }

    /** Seals through the keyring, with a count from the DEK's counter. */
    @Benchmark
    public ByteBuffer sealQuorumSeal(Shared shared, Own own) {
        Dek dek = shared.keyring.find(DEK).orElseThrow();
        own.out.clear();
        Envelope.seal(dek, VALUES, own.storageKey, own.plaintext, own.out);
        return own.out;
    }

    /** Seals with the bare cipher. */
    @Benchmark
    public ByteBuffer sealBare(Own own) throws GeneralSecurityException {
        own.out.clear();
        own.sealer.seal(own.plaintext, own.out);
        own.plaintext.rewind();
        return own.out;
    }

    /** Seals with Tink. */
    @Benchmark
    public byte[] sealTink(Own own) throws GeneralSecurityException {
        return own.tink.encrypt(own.plaintext.array(), STORAGE_KEY);
    }

    /** Opens through the keyring. */
    @Benchmark
    public ByteBuffer openQuorumSeal(Shared shared, Own own) {
        own.out.clear();
        Envelope.open(shared.keyring, VALUES, own.storageKey, own.sealed, own.out);
        return own.out;
    }

    /** Opens with the bare cipher. */
    @Benchmark
    public ByteBuffer openBare(Own own) throws GeneralSecurityException {
        own.out.clear();
        own.opener.open(own.sealed, own.out);
        own.sealed.rewind();
        return own.out;
    }

    /** Opens with Tink. */
    @Benchmark
    public byte[] openTink(Own own) throws GeneralSecurityException {
        return own.tink.decrypt(own.tinkSealed, STORAGE_KEY);
    }

    /** What a careful user of the JDK writes: one cipher, kept, and no more work than the envelope needs. */
    static final class Bare {
        private final int mode;
        private final Cipher cipher = cipher();
        private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        private final byte[] nonce = new byte[12];
        private final ByteBuffer nonceFields = ByteBuffer.wrap(nonce);
        private final byte[] aad = new byte[AAD_PREFIX + STORAGE_KEY.length];
        private long count;

        Bare(int mode) {
            this.mode = mode;
        }

        void seal(ByteBuffer plaintext, ByteBuffer out) throws GeneralSecurityException {
            count++;
            nonceFields.putInt(0, (1 << 16) | 1).putLong(4, count);
            out.put((byte) 1).put((byte) 0).putInt(DEK.bits()).put(nonce);
            init(out);
            cipher.doFinal(plaintext, out);
        }

        void open(ByteBuffer sealed, ByteBuffer out) throws GeneralSecurityException {
            sealed.get(AAD_PREFIX, nonce);
            init(sealed);
            sealed.position(HEADER);
            cipher.doFinal(sealed, out);
        }

        private void init(ByteBuffer header) throws GeneralSecurityException {
            header.get(0, aad, 0, AAD_PREFIX);
            System.arraycopy(STORAGE_KEY, 0, aad, AAD_PREFIX, STORAGE_KEY.length);
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(aad);
        }

        private static Cipher cipher() {
            try {
                return Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Stands where Tink's cipher will be. */
    private static final class NoAead implements Aead {
        @Override
        public byte[] encrypt(byte[] plaintext, byte[] associatedData) {
            throw new IllegalStateException("not prepared");
        }

        @Override
        public byte[] decrypt(byte[] ciphertext, byte[] associatedData) {
            throw new IllegalStateException("not prepared");
        }
    }
}
