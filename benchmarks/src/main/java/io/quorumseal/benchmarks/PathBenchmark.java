package io.quorumseal.benchmarks;

import com.sun.management.ThreadMXBean;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.benchmarks.cluster.LoneEngine;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.example.kv.files.Folders;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.Mac;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole way of a write and of a read through what a vendor calls, from buffers as Ratis hands them in, which cannot be
 * written and show no array; and, in turn with it, the cipher's work alone, between arrays that are there already: each
 * message sealed or opened once, and a place tag made or checked. A batch of one and a batch of the other take turns, so
 * that both meet the same noise; processor time and allocated bytes are those of the thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class PathBenchmark {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BATCH_BYTES = 256 * 1024;
    private static final int MAX_BATCH = 128;
    private static final byte[] STORAGE_KEY = new byte[16];
    private static final long TERM = 1;

    /** Behind the entries that the cluster's keys came with. */
    private static final long FIRST_INDEX = 1_000;

    /** What went into each way. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Counts {
        /** Nanoseconds of processor time, through what a vendor calls. */
        public long ours;

        /** The same, of the cipher alone. */
        public long bare;

        /** Allocated bytes, through what a vendor calls. */
        public long oursBytes;

        /** The same, of the cipher alone. */
        public long bareBytes;

        /** How often each was done. */
        public long times;
    }

    /** A runtime behind both cutovers that leads, and messages of one size. */
    @State(Scope.Thread)
    public static class Vendor {
        /** The payload's size in bytes, and the value's. */
        @Param({"64", "256", "1024", "4096", "16384", "65536"})
        public int size;

        /** The id of the AEAD provider. The cipher that is measured beside it is the JDK's, whatever this is. */
        @Param({JdkAeadProvider.ID, "accp-aes-256-gcm"})
        public String aead = "";

        final LoneEngine engine = new LoneEngine();
        private Path directory = Path.of("");
        private final QuorumSeal[] seal = new QuorumSeal[1];
        private final GroupSeal[] group = new GroupSeal[1];
        private final ValueSeal[] values = new ValueSeal[1];
        private final StoredValue[] stored = new StoredValue[1];
        ByteBuffer plaintext = ByteBuffer.allocate(0);
        ByteBuffer logged = ByteBuffer.allocate(0);
        private ByteBuffer opened = ByteBuffer.allocate(0);
        private ByteBuffer sealedValue = ByteBuffer.allocate(0);
        final ByteBuffer key = ByteBuffer.wrap(STORAGE_KEY).asReadOnlyBuffer();
        final Bare bare = new Bare();
        long index = FIRST_INDEX;
        int batch;
        int turn;

        /** Opens it, cuts over, and writes one message. */
        @Setup(Level.Trial)
        public void open() throws IOException, GeneralSecurityException {
            directory = Files.createTempDirectory("path-benchmark");
            Path kek = directory.resolve("kek");
            KeyFiles.create(kek);
            Path data = Files.createDirectory(directory.resolve("data"));
            seal[0] = engine.open(data, Optional.of("file:" + kek), builder -> builder.aead(aead));
            group[0] = engine.lead(seal[0]);
            seal[0].admin().bootstrap();
            seal[0].admin().enableStorageEnvelope();
            seal[0].admin().enableRaftEnvelope(LoneEngine.GROUP);
            values[0] = seal[0].values();
            plaintext = ByteBuffer.allocate(size).asReadOnlyBuffer();
            batch = Math.max(1, Math.min(MAX_BATCH, BATCH_BYTES / size));
            logged = propose();
            stored[0] = values[0].seal(key, plaintext);
            opened = ByteBuffer.allocate(logged.remaining());
            sealedValue = ByteBuffer.allocate(values[0].maxSize(size));
            bare.warmUp();
            bare.size(size);
        }

        /** Seals a payload and places it at the next index, as a leader does under its append lock. */
        ByteBuffer propose() {
            index++;
            try (Proposal proposal = group[0].begin(plaintext)) {
                proposal.recheck(TERM);
                return proposal.bytesAt(TERM, index).asReadOnlyBuffer();
            }
        }

        /** Opens what stands at the index, and seals the value for the store. */
        StoredValue apply(ByteBuffer bytes) {
            if (!(group[0].open(new LogPosition(LoneEngine.GROUP, TERM, index), bytes)
                    instanceof Opened.Payload payload)) {
                throw new IllegalStateException("not opened at " + index);
            }
            return values[0].seal(key, payload.plaintext());
        }

        /** The same into buffers of the caller's. */
        ByteBuffer applyInto(ByteBuffer bytes) {
            opened.clear();
            if (group[0].openInto(TERM, index, bytes, opened) != GroupSeal.Kind.PAYLOAD) {
                throw new IllegalStateException("not opened at " + index);
            }
            boolean sealed = values[0].seal(key, opened.flip(), sealedValue.clear());
            return check(sealed);
        }

        private ByteBuffer check(boolean sealed) {
            if (!sealed) {
                throw new IllegalStateException("a value was not sealed");
            }
            return sealedValue;
        }

        /** Stands again where the message that is kept was written. */
        void rewind() {
            index = FIRST_INDEX + 1;
        }

        byte[] read() {
            return values[0].open(key, stored[0]);
        }

        /** The same into a buffer of the caller's. */
        int readInto() {
            return values[0].open(key, true, ByteBuffer.wrap(stored[0].bytes()), opened.clear());
        }

        /** Closes it, and removes its files. */
        @TearDown(Level.Trial)
        public void close() throws IOException {
            seal[0].close();
            engine.close();
            Folders.delete(directory);
        }
    }

    private interface Operation {
        Object run() throws GeneralSecurityException;
    }

    private static Object inTurn(Vendor vendor, Counts counts, Operation ours, Operation bare)
            throws GeneralSecurityException {
        boolean oursFirst = (vendor.turn++ & 1) == 0;
        Object first = batch(vendor, counts, oursFirst ? ours : bare, oursFirst);
        Object second = batch(vendor, counts, oursFirst ? bare : ours, !oursFirst);
        counts.times += vendor.batch;
        return oursFirst ? first : second;
    }

    private static Object batch(Vendor vendor, Counts counts, Operation operation, boolean isOurs)
            throws GeneralSecurityException {
        Object last = vendor;
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < vendor.batch; i++) {
            last = operation.run();
        }
        long took = THREADS.getCurrentThreadCpuTime() - start;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        counts.ours += isOurs ? took : 0;
        counts.bare += isOurs ? 0 : took;
        counts.oursBytes += isOurs ? allocated : 0;
        counts.bareBytes += isOurs ? 0 : allocated;
        return last;
    }

    /** A write on the leader: begun, sealed, placed, opened again out of the log, and its value sealed. */
    @Benchmark
    public Object leaderWrites(Vendor vendor, Counts counts) throws GeneralSecurityException {
        return inTurn(vendor, counts, () -> vendor.apply(vendor.propose()), vendor.bare::leaderWrites);
    }

    /** A write on a follower: opened out of the log, and its value sealed. */
    @Benchmark
    public Object followerWrites(Vendor vendor, Counts counts) throws GeneralSecurityException {
        vendor.rewind();
        return inTurn(vendor, counts, () -> vendor.apply(vendor.logged), vendor.bare::followerWrites);
    }

    /** A read of a stored value. */
    @Benchmark
    public Object reads(Vendor vendor, Counts counts) throws GeneralSecurityException {
        return inTurn(vendor, counts, vendor::read, vendor.bare::reads);
    }

    /** A write on a follower, into buffers of the caller's. */
    @Benchmark
    public Object followerWritesInto(Vendor vendor, Counts counts) throws GeneralSecurityException {
        vendor.rewind();
        return inTurn(vendor, counts, () -> vendor.applyInto(vendor.logged), vendor.bare::followerWrites);
    }

    /** A read of a stored value into a buffer of the caller's. */
    @Benchmark
    public Object readsInto(Vendor vendor, Counts counts) throws GeneralSecurityException {
        return inTurn(vendor, counts, vendor::readInto, vendor.bare::reads);
    }

    /** No more than suite 2 asks of the cipher and the MAC for the same messages, once the derived keys are known. */
    private static final class Bare {
        private static final int TAG = 16;
        private static final int SMALL = 64;
        private static final int WARM_UPS = 50_000;

        /** Letter, version, flag, DEK id, and two names with their lengths. */
        private static final int PAYLOAD_AAD = 7 + 2 + "lone".length() + 2 + "log".length();

        /** Letter, version, flag, DEK id, an empty scope with its length, and the storage key. */
        private static final int VALUE_AAD = 7 + 2 + STORAGE_KEY.length;

        /** Nonce, tag, term and index. */
        private static final int PLACE = 24 + 16 + 8 + 8;

        private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        private final byte[] nonce = new byte[12];
        private final ByteBuffer nonceFields = ByteBuffer.wrap(nonce);
        private final byte[] payloadAad = new byte[PAYLOAD_AAD];
        private final byte[] valueAad = new byte[VALUE_AAD];
        private final byte[] place = new byte[PLACE];
        private final byte[] placed = new byte[32];
        private final Message payload = new Message(payloadAad);
        private final Message value = new Message(valueAad);
        private final Mac mac = mac();

        /** As a runtime does: the cipher is compiled after so many messages, whatever their size. */
        void warmUp() throws GeneralSecurityException {
            size(SMALL);
            for (int i = 0; i < WARM_UPS; i++) {
                leaderWrites();
                reads();
            }
        }

        void size(int size) throws GeneralSecurityException {
            payload.size(size);
            value.size(size);
        }

        Object leaderWrites() throws GeneralSecurityException {
            payload.seal();
            placeTag();
            return followerWrites();
        }

        Object followerWrites() throws GeneralSecurityException {
            payload.open();
            placeTag();
            return value.seal();
        }

        Object reads() throws GeneralSecurityException {
            return value.open();
        }

        private void placeTag() throws GeneralSecurityException {
            mac.update(place);
            mac.doFinal(placed, 0);
        }

        private Mac mac() {
            try {
                Mac made = Mac.getInstance("HmacSHA256");
                made.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
                return made;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Values, or payloads: two ciphers, and arrays. */
        private final class Message {
            private final byte[] aad;
            private final Cipher sealer = cipher();
            private final Cipher opener = cipher();
            private byte[] plaintext = new byte[0];
            private byte[] sealed = new byte[0];
            private final byte[] openedNonce = new byte[12];
            private byte[] toOpen = new byte[0];
            private byte[] opened = new byte[0];
            private long count;

            Message(byte[] aad) {
                this.aad = aad;
            }

            void size(int size) throws GeneralSecurityException {
                plaintext = new byte[size];
                sealed = new byte[size + TAG];
                opened = new byte[size];
                toOpen = seal().clone();
                System.arraycopy(nonce, 0, openedNonce, 0, nonce.length);
            }

            byte[] seal() throws GeneralSecurityException {
                nonceFields.putLong(4, ++count);
                sealer.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG, nonce));
                sealer.updateAAD(aad);
                sealer.doFinal(plaintext, 0, plaintext.length, sealed, 0);
                return sealed;
            }

            byte[] open() throws GeneralSecurityException {
                opener.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, openedNonce));
                opener.updateAAD(aad);
                opener.doFinal(toOpen, 0, toOpen.length, opened, 0);
                return opened;
            }

            private Cipher cipher() {
                try {
                    return Cipher.getInstance("AES/GCM/NoPadding");
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
