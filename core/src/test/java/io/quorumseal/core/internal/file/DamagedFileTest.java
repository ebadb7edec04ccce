package io.quorumseal.core.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.core.SealedFileException.Reason;
import io.quorumseal.core.internal.key.FileCipher;
import io.quorumseal.core.internal.key.FileCipher.Parameters;
import io.quorumseal.core.internal.key.Randomness;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * A file of three segments, damaged in every way: of the sizes that files have, at every byte; with small segments, at every
 * bit. Whatever is read before the error is what was sealed, and the error is typed.
 */
class DamagedFileTest {
    private static final SecretBytes KEY = SecretBytes.take(new byte[32]);
    private static final byte[] AAD = {7};
    private static final Parameters SMALL = new Parameters(FileCipher.OVERHEAD + 5, 1);
    private static final int FIRST = SealedContent.SEGMENTS_AT;

    @AfterAll
    static void forget() {
        KEY.close();
    }

    /** A file and what is in it. */
    private record Sample(Parameters parameters, byte[] plaintext, byte[] file) {
        static Sample of(Parameters parameters, int size, int seed) throws IOException {
            byte[] plaintext = new byte[size];
            new Random(seed).nextBytes(plaintext);
            BytesTarget target = new BytesTarget();
            try (FileCipher cipher =
                            FileCipher.begin(parameters, KEY, AAD, new JdkAeadProvider(), Randomness.secure());
                    FileWriter writer = FileWriter.sealed(DekId.of(9), cipher, target)) {
                writer.write(plaintext);
                writer.commit();
            }
            return new Sample(parameters, plaintext, target.bytes());
        }

        int at(int segment) {
            return FIRST + segment * parameters.segmentSize();
        }

        FileCipher cipher(byte[] bytes) {
            byte[] header = Arrays.copyOfRange(bytes, FileHeader.SEALED_SIZE, FIRST);
            return FileCipher.of(parameters, KEY, AAD, header, new JdkAeadProvider(), Randomness.secure());
        }
    }

    private static Sample small() throws IOException {
        return Sample.of(SMALL, 2 * SMALL.plaintextSize() + 3, 1);
    }

    private static Sample large() throws IOException {
        return Sample.of(Parameters.OURS, 2 * Parameters.OURS.plaintextSize() + 500, 2);
    }

    @Test
    void open_everyTruncationOfThreeSegments_isCutShort() throws IOException {
        Sample sample = large();
        for (int length = FIRST; length < sample.file().length; length++) {
            byte[] cut = Arrays.copyOf(sample.file(), length);
            SealedFileException error = assertThrows(
                    SealedFileException.class,
                    () -> new SealedContent("it", new BytesFile(cut), sample.cipher(cut)).close());
            assertEquals(Reason.CUT_SHORT, error.reason());
        }
    }

    @Test
    void read_everyByteOfThreeSegmentsChanged_givesNothingOfThatSegment() throws IOException {
        Sample sample = large();
        byte[] bad = sample.file().clone();
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        try (FileCipher cipher = sample.cipher(bad)) {
            byte[] out = new byte[sample.parameters().plaintextSize()];
            for (int at = FIRST; at < bad.length; at++) {
                bad[at] ^= (byte) (1 << (at % 8));
                int segment = (at - FIRST) / sample.parameters().segmentSize();
                reasons.add(readFails(cipher, bad, segment, out).reason());
                bad[at] = sample.file()[at];
            }
        }
        assertEquals(EnumSet.of(Reason.CHANGED, Reason.CUT_SHORT), reasons);
    }

    private static SealedFileException readFails(FileCipher cipher, byte[] bad, int segment, byte[] out) {
        Arrays.fill(out, (byte) 0x55);
        SealedFileException error = assertThrows(SealedFileException.class, () -> {
            // Not closed: the cipher is shared.
            SealedContent content = new SealedContent("it", new BytesFile(bad), cipher);
            content.read(segment, out, 0);
        });
        assertTrue(isOneByteOnly(out), "bytes of a segment that is not authentic were given");
        return error;
    }

    private static boolean isOneByteOnly(byte[] out) {
        byte first = out[0];
        for (byte one : out) {
            if (one != first) {
                return false;
            }
        }
        return true;
    }

    @Test
    void open_everyBitOfTheHeaderChanged_isRefused() throws IOException {
        Sample sample = small();
        for (int bit = FileHeader.SEALED_SIZE * 8; bit < FIRST * 8; bit++) {
            byte[] bad = flipped(sample.file(), bit);
            assertThrows(AuthenticationFailedException.class, () -> sample.cipher(bad));
        }
    }

    @Test
    void readAll_everyBitOfSmallSegmentsChanged_givesWhatWasSealedBefore() throws IOException {
        Sample sample = small();
        for (int bit = FIRST * 8; bit < sample.file().length * 8; bit++) {
            refused(sample, flipped(sample.file(), bit));
        }
    }

    private static byte[] flipped(byte[] good, int bit) {
        byte[] bad = good.clone();
        bad[bit / 8] ^= (byte) (1 << (bit % 8));
        return bad;
    }

    @Test
    void readAll_everyTruncationOfSmallSegments_givesWhatWasSealedBefore() throws IOException {
        Sample sample = small();
        for (int length = FIRST; length < sample.file().length; length++) {
            Reason reason = refused(sample, Arrays.copyOf(sample.file(), length));
            assertEquals(Reason.CUT_SHORT, reason);
        }
    }

    @Test
    void readAll_segmentsExchangedRepeatedOrLeftOut_isRefused() throws IOException {
        Sample sample = small();
        int size = SMALL.segmentSize();
        int[][] orders = {{1, 0, 2}, {0, 2, 1}, {0, 0, 2}, {1, 1, 2}, {0, 2}, {1, 2}, {2}, {0, 1, 1, 2}};
        for (int[] order : orders) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.write(sample.file(), 0, FIRST);
            for (int segment : order) {
                int from = sample.at(segment);
                file.write(sample.file(), from, Math.min(size, sample.file().length - from));
            }
            refused(sample, file.toByteArray());
        }
    }

    /** The header decides the key: the segments of another file under the same DEK and role do not open. */
    @Test
    void readAll_headerOfAnotherFile_isRefused() throws IOException {
        Sample sample = small();
        byte[] mixed = sample.file().clone();
        System.arraycopy(small().file(), 0, mixed, 0, FIRST);
        refused(sample, mixed);
    }

    @Test
    void open_anythingBehindTheEnd_isRefused() throws IOException {
        Sample sample = small();
        for (int more = 1; more <= 3 * SMALL.segmentSize(); more++) {
            byte[] longer = Arrays.copyOf(sample.file(), sample.file().length + more);
            SealedFileException error = assertThrows(SealedFileException.class, () -> readAll(sample, longer));
            assertEquals(Reason.CHANGED, error.reason(), "with " + more + " bytes more");
        }
    }

    /** A stream ends where the last segment does; the rest is the caller's. */
    @Test
    void stream_somethingBehindTheEnd_isLeftThere() throws IOException {
        Sample sample = small();
        byte[] longer = Arrays.copyOf(sample.file(), sample.file().length + 4);
        InputStream in = new ByteArrayInputStream(longer, FIRST, longer.length - FIRST);
        OneWay stream = new OneWay("it", in, sample.cipher(longer));
        assertArrayEquals(sample.plaintext(), stream.readAllBytes());
        assertEquals(4, in.available());
        stream.close();
    }

    @Test
    void open_sizesAroundSegments_giveThePlaintext() throws IOException {
        int full = SMALL.plaintextSize();
        for (int size : new int[] {0, 1, full - 1, full, full + 1, 2 * full, 2 * full + 1, 7 * full}) {
            Sample sample = Sample.of(SMALL, size, size);
            assertArrayEquals(sample.plaintext(), readAll(sample, sample.file()));
            assertArrayEquals(
                    sample.plaintext(), streamAll(sample, sample.file()).toByteArray());
        }
    }

    private static byte[] readAll(Sample sample, byte[] file) throws IOException {
        try (View view = new View(new SealedContent("it", new BytesFile(file), sample.cipher(file)))) {
            return view.stream().readAllBytes();
        }
    }

    private static ByteArrayOutputStream streamAll(Sample sample, byte[] file) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (InputStream stream = stream(sample, file)) {
            stream.transferTo(read);
        }
        return read;
    }

    private static InputStream stream(Sample sample, byte[] file) {
        InputStream in = new ByteArrayInputStream(file, FIRST, file.length - FIRST);
        return new OneWay("it", in, sample.cipher(file));
    }

    /** By both ways of reading; tells the reason that the stream gave. */
    private static Reason refused(Sample sample, byte[] bad) throws IOException {
        assertThrows(SealedFileException.class, () -> readAll(sample, bad));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (InputStream stream = stream(sample, bad)) {
            SealedFileException error = assertThrows(SealedFileException.class, () -> stream.transferTo(read));
            assertArrayEquals(Arrays.copyOf(sample.plaintext(), read.size()), read.toByteArray());
            return error.reason();
        }
    }
}
