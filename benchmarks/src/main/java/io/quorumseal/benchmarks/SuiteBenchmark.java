package io.quorumseal.benchmarks;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.key.LogSeal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Suite 2 against suite 1, batch by batch as {@link RatioBenchmark} does it, for values and for log payloads. The derived
 * key is known; what an envelope costs whose key is not, and what a place tag costs, is measured by itself.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SuiteBenchmark {
    /** Time in which the thread did not run is none: the ratios of a busy machine are those of an idle one. */
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    private static final int BATCH_BYTES = 256 * 1024;
    private static final int MAX_BATCH = 256;
    private static final Binding VALUES = Binding.values("");
    private static final String GROUP = "orders";
    private static final String LOG_IDENTITY = "5c0a1b2e-7d3f-4f10-9a61-2f6f0f1f7a10";
    private static final Binding LOG = Binding.log(new GroupId(GROUP), LOG_IDENTITY);
    private static final ByteBuffer STORAGE_KEY = ByteBuffer.allocate(32);
    private static final long TERM = 7;
    private static final long INDEX = 1_000_000;
    private static final int MOST_OVERHEAD = 62;

    /** The nanoseconds of processor time that went into each suite. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Nanos {
        /** Under suite 2. */
        public long suite2;

        /** Under suite 1. */
        public long suite1;
    }

    /** A keyring with a DEK of each suite and purpose. */
    @State(Scope.Benchmark)
    public static class Keys {
        /** The id of the AEAD provider. */
        @Param(JdkAeadProvider.ID)
        public String aead = "";

        Keyring keyring = new Keyring(new JdkAeadProvider(), new NodeId(1));
        final Dek[] values = new Dek[2];
        final Dek[] payloads = new Dek[2];

        /** Adds the keys. */
        @Setup
        public void add() {
            keyring = new Keyring(Ciphers.named(aead), new NodeId(1));
            keyring.startSealing(new LocalEpoch(1));
            keyring.add(new DekId(1), Purpose.STORAGE, key());
            keyring.add(new DekId(2), new Attributes("bench", Purpose.STORAGE, Binds.NOTHING), key());
            keyring.add(new DekId(3), Purpose.RAFT, key());
            keyring.add(new DekId(4), new Attributes("bench", Purpose.RAFT, Binds.TERM_AND_INDEX), key());
            for (int i = 0; i < 2; i++) {
                values[i] = keyring.find(new DekId(1 + i)).orElseThrow();
                payloads[i] = keyring.find(new DekId(3 + i)).orElseThrow();
            }
        }

        private static SecretBytes key() {
            return SecretBytes.take(new byte[32]);
        }
    }

    /** What each thread has for itself; the first of each two is of suite 1. */
    @State(Scope.Thread)
    public static class Own {
        /** The plaintext's size in bytes. */
        @Param({"64", "256", "1024", "4096", "65536"})
        public int size;

        ByteBuffer plaintext = ByteBuffer.allocate(0);
        ByteBuffer out = ByteBuffer.allocate(0);
        final ByteBuffer[] values = new ByteBuffer[2];
        final ByteBuffer[] payloads = new ByteBuffer[2];
        int batch;
        int turn;

        /** Seals one value and one payload under each suite. */
        @Setup(Level.Trial)
        public void prepare(Keys keys) {
            plaintext = ByteBuffer.allocate(size);
            out = ByteBuffer.allocate(size + MOST_OVERHEAD);
            batch = Math.max(1, Math.min(MAX_BATCH, BATCH_BYTES / size));
            for (int i = 0; i < 2; i++) {
                sealValue(keys, this, i);
                values[i] = copyOfOut();
                sealPayload(keys, this, i, true);
                payloads[i] = copyOfOut();
            }
        }

        private ByteBuffer copyOfOut() {
            out.flip();
            return ByteBuffer.allocate(out.remaining()).put(out).flip();
        }
    }

    private static void sealValue(Keys keys, Own own, int suite) {
        own.out.clear();
        Envelope.seal(keys.values[suite], VALUES, STORAGE_KEY, own.plaintext, own.out);
    }

    private static void sealPayload(Keys keys, Own own, int suite, boolean placed) {
        own.out.clear();
        try (LogSeal seal = keys.payloads[suite].reserve(LOG)) {
            seal.seal(own.plaintext, own.out);
            if (placed) {
                seal.place(TERM, INDEX, own.out.duplicate().flip());
            }
        }
    }

    private static void inTurn(Own own, Nanos nanos, IntConsumer operation) {
        int first = own.turn++;
        for (int i = 0; i < 2; i++) {
            int suite = (first + i) & 1;
            long start = PROCESSOR.getCurrentThreadCpuTime();
            for (int n = 0; n < own.batch; n++) {
                operation.accept(suite);
            }
            long took = PROCESSOR.getCurrentThreadCpuTime() - start;
            nanos.suite1 += suite == 0 ? took : 0;
            nanos.suite2 += suite == 1 ? took : 0;
        }
    }

    /** Seals values. */
    @Benchmark
    public ByteBuffer sealValues(Keys keys, Own own, Nanos nanos) {
        inTurn(own, nanos, suite -> sealValue(keys, own, suite));
        return own.out;
    }

    /** Opens values. */
    @Benchmark
    public ByteBuffer openValues(Keys keys, Own own, Nanos nanos) {
        inTurn(own, nanos, suite -> {
            own.out.clear();
            Envelope.open(keys.keyring, VALUES, STORAGE_KEY, own.values[suite], own.out);
        });
        return own.out;
    }

    /** Seals payloads, without their place. */
    @Benchmark
    public ByteBuffer sealPayloads(Keys keys, Own own, Nanos nanos) {
        inTurn(own, nanos, suite -> sealPayload(keys, own, suite, false));
        return own.out;
    }

    /** Seals payloads, with their place. */
    @Benchmark
    public ByteBuffer sealPayloadsPlaced(Keys keys, Own own, Nanos nanos) {
        inTurn(own, nanos, suite -> sealPayload(keys, own, suite, true));
        return own.out;
    }

    /** Opens payloads, wherever they stand. */
    @Benchmark
    public ByteBuffer openPayloads(Keys keys, Own own, Nanos nanos) {
        inTurn(own, nanos, suite -> {
            own.out.clear();
            Envelope.openAnywhere(keys.keyring, LOG, own.payloads[suite], own.out);
        });
        return own.out;
    }

    /** Opens payloads, and checks their place. */
    @Benchmark
    public ByteBuffer openPayloadsPlaced(Keys keys, Own own, Nanos nanos) {
        inTurn(own, nanos, suite -> {
            own.out.clear();
            Envelope.openLogged(keys.keyring, LOG, TERM, INDEX, own.payloads[suite], own.out);
        });
        return own.out;
    }

    /**
     * Seals payloads by a bare cipher, with as many bytes beside the plaintext as each suite authenticates: what the format by
     * itself costs.
     */
    @Benchmark
    public ByteBuffer sealBare(Bare bare, Own own, Nanos nanos) {
        inTurn(own, nanos, suite -> bare.seal(own, suite));
        return own.out;
    }

    /** The JDK's cipher, and nothing else. */
    @State(Scope.Thread)
    public static class Bare {
        private static final int LETTER_VERSION_DEK = 1 + 1 + Integer.BYTES;
        private static final int FLAG_AND_NAMES =
                1 + Short.BYTES + GROUP.length() + Short.BYTES + LOG_IDENTITY.length();
        private static final int NONCE_SIZE = 12;
        private static final int TAG_BITS = 128;

        private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        private final byte[][] aad = {new byte[LETTER_VERSION_DEK], new byte[LETTER_VERSION_DEK + FLAG_AND_NAMES]};
        private final byte[] nonce = new byte[NONCE_SIZE];
        private final Cipher cipher = cipher();
        private long count;

        private static Cipher cipher() {
            try {
                return Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private void seal(Own own, int suite) {
            ByteBuffer.wrap(nonce).putLong(count++);
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
                cipher.updateAAD(aad[suite]);
                cipher.doFinal(own.plaintext.array(), 0, own.size, own.out.array(), 0);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What a place tag costs under the append lock. */
    @State(Scope.Thread)
    public static class Placing {
        private LogSeal[] seal = {};
        private ByteBuffer sealed = ByteBuffer.allocate(0);

        /** Seals one payload. */
        @Setup
        public void prepare(Keys keys) {
            seal = new LogSeal[] {keys.payloads[1].reserve(LOG)};
            sealed = ByteBuffer.allocate(64 + MOST_OVERHEAD);
            seal[0].seal(ByteBuffer.allocate(64), sealed);
            sealed.flip();
        }
    }

    /** Makes one place tag. */
    @Benchmark
    public ByteBuffer placeTag(Placing placing) {
        placing.seal[0].place(TERM, INDEX, placing.sealed);
        return placing.sealed;
    }

    /** More salts than there are openers for, so that each is derived for, or made, anew. */
    @State(Scope.Thread)
    public static class Missing {
        private static final int SALTS = 2_048;
        private final ByteBuffer[] sealed = new ByteBuffer[SALTS];
        private final ByteBuffer out = ByteBuffer.allocate(64);
        private int next;

        /** Seals values, each under another salt. */
        @Setup
        public void prepare(Keys keys) {
            for (int i = 0; i < SALTS; i++) {
                keys.keyring.reseed();
                sealed[i] = ByteBuffer.allocate(64 + MOST_OVERHEAD);
                Envelope.seal(keys.values[1], VALUES, STORAGE_KEY, ByteBuffer.allocate(64), sealed[i]);
                sealed[i].flip();
            }
        }
    }

    /** Opens a value of 64 bytes whose derived key is not known. */
    @Benchmark
    public ByteBuffer openUnknownSalt(Keys keys, Missing missing) {
        missing.out.clear();
        missing.next = (missing.next + 1) % Missing.SALTS;
        Envelope.open(keys.keyring, VALUES, STORAGE_KEY, missing.sealed[missing.next], missing.out);
        return missing.out;
    }
}
