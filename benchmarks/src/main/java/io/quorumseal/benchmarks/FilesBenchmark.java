package io.quorumseal.benchmarks;

import io.quorumseal.api.DekId;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.file.Content;
import io.quorumseal.core.internal.file.FileHeader;
import io.quorumseal.core.internal.file.FileWriter;
import io.quorumseal.core.internal.file.Folders;
import io.quorumseal.core.internal.file.Look;
import io.quorumseal.core.internal.file.SealedContent;
import io.quorumseal.core.internal.file.View;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.FileCipher;
import io.quorumseal.core.internal.key.Keyring;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sealed files against a bare cipher that works on the same segments, and against plain files, in turn as
 * {@link RatioBenchmark} does it. All files are in the operating system's cache.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 10, time = 1)
public class FilesBenchmark {
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    private static final int FILE_SIZE = 16 << 20;
    private static final int SMALL_READ = 4 << 10;
    private static final int LARGE_READ = 1 << 20;
    private static final int SEGMENT = FileCipher.Parameters.OURS.segmentSize();
    private static final int PLAINTEXT = FileCipher.Parameters.OURS.plaintextSize();
    private static final int NONCE_SIZE = 12;
    private static final int CIPHERTEXT_AT = Integer.BYTES + NONCE_SIZE;
    private static final int TAG_BITS = 128;
    private static final int SMALL_FILES = 10_000;
    private static final DekId DEK = new DekId(1);
    private static final String ROLE = "bench";

    /** The nanoseconds of processor time that went into each way. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Nanos {
        /** Sealed files. */
        public long sealed;

        /** The bare cipher. */
        public long bare;

        /** Plain files. */
        public long plain;
    }

    /** One way to do it. */
    interface Way {
        void run() throws IOException, GeneralSecurityException;
    }

    /** The files, and what reads them. */
    @State(Scope.Thread)
    public static class Disk {
        final RealFileOps ops = new RealFileOps();
        final Keyring keyring = new Keyring(new JdkAeadProvider(), new NodeId(1));
        final byte[] piece = new byte[LARGE_READ];
        final byte[] content = new byte[FILE_SIZE];
        final byte[] segment = new byte[SEGMENT];
        final byte[] plaintext = new byte[SEGMENT];
        final Random random = new Random(1);
        final SecureRandom nonces = new SecureRandom();
        final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        Cipher cipher = cipher();
        Path folder = Path.of("");
        View view = new View(new Nothing());
        FileOps.ReadFile plain = new Empty();
        FileOps.ReadFile bare = new Empty();
        int turn;

        private static Cipher cipher() {
            try {
                return Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        Dek dek() {
            return keyring.find(DEK).orElseThrow();
        }

        Path sealedFile() {
            return folder.resolve("sealed");
        }

        /** Writes a file in each of the three ways. */
        @Setup(Level.Trial)
        public void write() throws IOException, GeneralSecurityException {
            keyring.add(DEK, new Attributes("bench", Purpose.STORAGE, Binds.NOTHING), SecretBytes.take(new byte[32]));
            folder = Files.createTempDirectory("files");
            random.nextBytes(content);
            Files.write(folder.resolve("plain"), content);
            try (FileOps.NewFile out = ops.createFile(sealedFile())) {
                writeSealed(this, out);
            }
            try (FileOps.NewFile out = ops.createFile(folder.resolve("bare"))) {
                for (int at = 0; at < FILE_SIZE; at += PLAINTEXT) {
                    sealBare(at);
                    out.write(segment);
                }
            }
            view = open();
            plain = ops.open(folder.resolve("plain"));
            bare = ops.open(folder.resolve("bare"));
        }

        View open() throws IOException {
            FileOps.ReadFile file = ops.open(sealedFile());
            byte[] header = new byte[FileCipher.HEADER_SIZE];
            file.read(FileHeader.SEALED_SIZE, header, 0, header.length);
            FileCipher opening = dek().openFile(FileHeader.sealed(DEK), ROLE, header);
            return new View(new SealedContent("it", file, opening));
        }

        void sealBare(int at) throws GeneralSecurityException {
            byte[] nonce = new byte[NONCE_SIZE];
            nonces.nextBytes(nonce);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(new byte[Long.BYTES + 1]);
            cipher.doFinal(content, at, Math.min(PLAINTEXT, FILE_SIZE - at), segment, CIPHERTEXT_AT);
            System.arraycopy(nonce, 0, segment, Integer.BYTES, NONCE_SIZE);
        }

        void openBare(int number) throws IOException, GeneralSecurityException {
            bare.read((long) number * SEGMENT, segment, 0, SEGMENT);
            GCMParameterSpec nonce = new GCMParameterSpec(TAG_BITS, segment, Integer.BYTES, NONCE_SIZE);
            cipher.init(Cipher.DECRYPT_MODE, key, nonce);
            cipher.updateAAD(new byte[Long.BYTES + 1]);
            cipher.doFinal(segment, CIPHERTEXT_AT, SEGMENT - CIPHERTEXT_AT, plaintext, 0);
        }

        /** Removes the files. */
        @TearDown(Level.Trial)
        public void remove() throws IOException {
            view.close();
            plain.close();
            bare.close();
            deleteAll(folder);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void writeSealed(Disk disk, FileOps.NewFile out) throws IOException {
        try (FileCipher cipher = disk.dek().sealFile(FileHeader.sealed(DEK), ROLE);
                FileWriter writer = FileWriter.sealed(DEK, cipher, new Target(out))) {
            writer.write(disk.content, 0, FILE_SIZE);
            writer.commit();
        }
    }

    private static void inTurn(Disk disk, Nanos nanos, Way sealed, Way bare, Way plain)
            throws IOException, GeneralSecurityException {
        Way[] ways = {sealed, bare, plain};
        int first = disk.turn++;
        for (int i = 0; i < ways.length; i++) {
            int way = (first + i) % ways.length;
            long start = PROCESSOR.getCurrentThreadCpuTime();
            ways[way].run();
            long took = PROCESSOR.getCurrentThreadCpuTime() - start;
            nanos.sealed += way == 0 ? took : 0;
            nanos.bare += way == 1 ? took : 0;
            nanos.plain += way == 2 ? took : 0;
        }
    }

    /** Writes a file of 16 MiB to nowhere; the plain way copies it. */
    @Benchmark
    public byte[] writeStream(Disk disk, Nanos nanos) throws IOException, GeneralSecurityException {
        inTurn(
                disk,
                nanos,
                () -> writeSealed(disk, new Nowhere()),
                () -> {
                    for (int at = 0; at < FILE_SIZE; at += PLAINTEXT) {
                        disk.sealBare(at);
                    }
                },
                () -> {
                    for (int at = 0; at < FILE_SIZE; at += PLAINTEXT) {
                        System.arraycopy(disk.content, at, disk.plaintext, 0, Math.min(PLAINTEXT, FILE_SIZE - at));
                    }
                });
        return disk.segment;
    }

    /** Reads a file from its beginning to its end, 256 KiB at a time. */
    @Benchmark
    public byte[] readStream(Disk disk, Nanos nanos) throws IOException, GeneralSecurityException {
        int size = LARGE_READ / 4;
        inTurn(
                disk,
                nanos,
                () -> {
                    disk.view.position(0);
                    while (disk.view.read(ByteBuffer.wrap(disk.piece, 0, size)) > 0) {
                        // on until the end
                    }
                },
                () -> {
                    for (int number = 0; number < FILE_SIZE / PLAINTEXT; number++) {
                        disk.openBare(number);
                    }
                },
                () -> {
                    for (int at = 0; at < FILE_SIZE; at += size) {
                        disk.plain.read(at, disk.piece, 0, size);
                    }
                });
        return disk.piece;
    }

    /** Reads 4 KiB anywhere. */
    @Benchmark
    public byte[] read4k(Disk disk, Nanos nanos) throws IOException, GeneralSecurityException {
        return readAnywhere(disk, nanos, SMALL_READ);
    }

    /** Reads 1 MiB anywhere. */
    @Benchmark
    public byte[] read1m(Disk disk, Nanos nanos) throws IOException, GeneralSecurityException {
        return readAnywhere(disk, nanos, LARGE_READ);
    }

    private static byte[] readAnywhere(Disk disk, Nanos nanos, int size) throws IOException, GeneralSecurityException {
        int at = disk.random.nextInt(FILE_SIZE - size - PLAINTEXT);
        inTurn(
                disk,
                nanos,
                () -> disk.view.read(ByteBuffer.wrap(disk.piece, 0, size), at),
                () -> {
                    for (int number = at / PLAINTEXT; number <= (at + size - 1) / PLAINTEXT; number++) {
                        disk.openBare(number);
                    }
                },
                () -> disk.plain.read(at, disk.piece, 0, size));
        return disk.piece;
    }

    /** Opens a file, which checks its header and its last segment, and closes it. */
    @Benchmark
    public long open(Disk disk) throws IOException {
        try (View view = disk.open()) {
            return view.size();
        }
    }

    /** A folder of many small files. */
    @State(Scope.Benchmark)
    public static class Many {
        private Path folder = Path.of("");
        private Folders folders = new Folders(new RealFileOps(), Map.of());

        /** Writes them. */
        @Setup(Level.Trial)
        public void write(Disk disk) throws IOException {
            folder = Files.createTempDirectory("many");
            byte[] file = Files.readAllBytes(disk.sealedFile());
            byte[] small = Arrays.copyOf(file, SMALL_READ);
            for (int i = 0; i < SMALL_FILES; i++) {
                Files.write(folder.resolve("file" + i), small);
            }
            folders = new Folders(new RealFileOps(), Map.of("many", folder));
        }

        /** Removes them. */
        @TearDown(Level.Trial)
        public void remove() throws IOException {
            deleteAll(folder);
        }
    }

    /** Looks at 10,000 small files, as retiring and purging do. */
    @Benchmark
    public Look look10000(Many many) {
        return many.folders.look();
    }

    /** A file on the disk, without what committing does. */
    private record Target(FileOps.NewFile out) implements FileWriter.Target {
        @Override
        public void write(byte[] bytes, int size) throws IOException {
            out.write(bytes, size);
        }

        @Override
        public void commit() {
            // It is named already.
        }

        @Override
        public void discard() {
            // Nothing is given up.
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }

    /** A file that is not kept. */
    private record Nowhere() implements FileOps.NewFile {
        @Override
        public void write(byte[] bytes) {
            // not kept
        }

        @Override
        public void write(byte[] bytes, int size) {
            // not kept
        }

        @Override
        public void force() {
            // not kept
        }

        @Override
        public void close() {
            // not kept
        }
    }

    /** Before the files are there. */
    private record Empty() implements FileOps.ReadFile {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public int read(long from, byte[] to, int at, int size) {
            return 0;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** Before the files are there. */
    private record Nothing() implements Content {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public int blockSize() {
            return 1;
        }

        @Override
        public void read(long number, byte[] to, int at) {
            // there is none
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
