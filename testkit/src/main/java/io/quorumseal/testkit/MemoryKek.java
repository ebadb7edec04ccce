package io.quorumseal.testkit;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.sim.Digests;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A KEK in memory that can be made to fail, as a KMS does.
 *
 * <p>It wraps with AES-256-GCM (NIST SP 800-38D), the context as additional data: nonce (12 bytes) ‖ ciphertext and
 * tag. Two objects made from the same number are the same key, as the KMS client of each node is. Safe for use by
 * several threads.
 */
public final class MemoryKek implements Kek {
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final WrapContext PROBE = new WrapContext("probe", Purpose.STORAGE, new DekId(1));

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final String fingerprint;
    private final boolean marksItsOwn;
    private final AtomicLong wraps = new AtomicLong();
    private final AtomicLong unwraps = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private volatile Optional<KekException.Kind> fault = Optional.empty();
    private volatile Optional<RuntimeException> bug = Optional.empty();
    private volatile Duration delay = Duration.ZERO;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile CountDownLatch waiting = new CountDownLatch(0);
    private volatile int version = 1;

    /**
     * Makes a KEK.
     *
     * @param number which key it is
     */
    public MemoryKek(long number) {
        this(number, false);
    }

    /**
     * Makes a KEK that, if it marks its own wrapped forms, answers {@code WRONG_KEY} to those of another.
     *
     * @param number tells one such KEK from another
     * @param marksItsOwn whether what it wraps begins with a mark of its own
     */
    public MemoryKek(long number, boolean marksItsOwn) {
        this.marksItsOwn = marksItsOwn;
        byte[] raw = Digests.sha256(("memory kek " + number).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        key = new SecretKeySpec(raw, "AES");
        fingerprint = HexFormat.of().formatHex(Digests.sha256(raw), 0, 8);
    }

    /**
     * Makes every call fail from now on.
     *
     * @param kind how
     */
    public void fail(KekException.Kind kind) {
        fault = Optional.of(kind);
    }

    /**
     * Makes every call throw from now on what no KEK is to throw, as that of a provider with a bug does.
     *
     * @param thrown what is thrown
     */
    public void breakWith(RuntimeException thrown) {
        bug = Optional.of(thrown);
    }

    /**
     * Makes every call take a while from now on, as the way to a KMS does.
     *
     * @param time how long
     */
    public void delay(Duration time) {
        delay = time;
    }

    /**
     * Makes every call wait from now on, until {@link #heal}.
     *
     * @return opens when a call waits
     */
    public CountDownLatch hold() {
        CountDownLatch waits = new CountDownLatch(1);
        waiting = waits;
        held = new CountDownLatch(1);
        return waits;
    }

    /** Makes calls succeed again, and at once. */
    public void heal() {
        fault = Optional.empty();
        bug = Optional.empty();
        delay = Duration.ZERO;
        held.countDown();
    }

    /**
     * Tells whether calls fail.
     *
     * @return whether a fault is set
     */
    public boolean failing() {
        return fault.isPresent();
    }

    /**
     * Counts the calls of {@link #wrap}, those that failed included.
     *
     * @return how many there were
     */
    public long wraps() {
        return wraps.get();
    }

    /**
     * Counts the calls of {@link #unwrap} for DEKs, those that failed included.
     *
     * @return how many there were
     */
    public long unwraps() {
        return unwraps.get();
    }

    /**
     * Counts the calls of {@link #unwrap} for what nodes without keys know each other by, those that failed included.
     *
     * @return how many there were
     */
    public long looks() {
        return looks.get();
    }

    @Override
    public String description() {
        return "memory:" + fingerprint;
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of(fingerprint);
    }

    /**
     * Reports this version of the key as the newest from now on; what older ones wrapped still unwraps.
     *
     * @param newest the version
     */
    public void version(int newest) {
        version = newest;
    }

    @Override
    public String version() {
        return String.valueOf(version);
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        wraps.incrementAndGet();
        answerAsTold();
        return marked(wrap(dek, context));
    }

    private byte[] marked(byte[] wrapped) {
        return marksItsOwn ? join(mark(), wrapped) : wrapped;
    }

    private byte[] mark() {
        return fingerprint.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private byte[] wrap(SecretBytes dek, WrapContext context) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = dek.<byte[]>readSecret(raw -> run(Cipher.ENCRYPT_MODE, nonce, context, raw, 0, raw.length));
        byte[] wrapped = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, wrapped, NONCE, sealed.length);
        return wrapped;
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        (context.purpose() == Purpose.PEER ? looks : unwraps).incrementAndGet();
        answerAsTold();
        return unwrap(unmarked(wrapped), context);
    }

    private byte[] unmarked(byte[] wrapped) {
        if (!marksItsOwn) {
            return wrapped;
        }
        int length = mark().length;
        if (wrapped.length < length || !Arrays.equals(mark(), Arrays.copyOf(wrapped, length))) {
            throw new KekException(KekException.Kind.WRONG_KEY, "these bytes were wrapped under another key");
        }
        return Arrays.copyOfRange(wrapped, length, wrapped.length);
    }

    private SecretBytes unwrap(byte[] wrapped, WrapContext context) {
        if (wrapped.length < NONCE + TAG) {
            throw corrupt();
        }
        byte[] nonce = Arrays.copyOf(wrapped, NONCE);
        return SecretBytes.take(run(Cipher.DECRYPT_MODE, nonce, context, wrapped, NONCE, wrapped.length - NONCE));
    }

    private byte[] run(int mode, byte[] nonce, WrapContext context, byte[] in, int from, int length) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
            cipher.updateAAD(context.bytes());
            return cipher.doFinal(in, from, length);
        } catch (GeneralSecurityException e) {
            throw corrupt();
        }
    }

    private static KekException corrupt() {
        return new KekException(KekException.Kind.CORRUPT, "these bytes were not wrapped under this key and context");
    }

    /** Wraps and unwraps, and counts neither. */
    @Override
    public void probe(Duration timeout) {
        answerAsTold();
        try (SecretBytes sample = SecretBytes.random(32, random);
                SecretBytes back = unwrap(wrap(sample, PROBE), PROBE)) {
            if (!sample.equals(back)) {
                throw corrupt();
            }
        }
    }

    private void answerAsTold() {
        waiting.countDown();
        try {
            held.await();
            boolean unused = new CountDownLatch(1).await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KekException(KekException.Kind.UNREACHABLE, "interrupted", e);
        }
        bug.ifPresent(thrown -> {
            throw thrown;
        });
        fault.ifPresent(kind -> {
            throw new KekException(kind, "the KEK was told to fail");
        });
    }

    @Override
    public void close() {}
}
