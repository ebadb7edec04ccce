package io.quorumseal.example.kv.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineScannerTest {
    private static final List<byte[]> LINES = lines(
            "exactly 16 bytes",
            "a common beginning, then one",
            "a common beginning, then two",
            "tail tail tail tail tail");

    @Test
    void scan_linesAmongOtherBytes_findsThem() {
        assertEquals(bits(0, 2), scan("xxexactly 16 bytesyya common beginning, then two", 0));
    }

    @Test
    void scan_lineLacksItsLastByte_findsNothing() {
        assertEquals(bits(), scan("exactly 16 byte" + "a common beginning, then", 0));
    }

    @Test
    void scan_lineLacksItsFirstByte_findsNothing() {
        assertEquals(bits(), scan("xactly 16 bytes", 0));
    }

    @Test
    void scan_lineReachesBackBehindThePosition_isNotFound() {
        assertEquals(bits(), scan("exactly 16 bytes", 1));
        assertEquals(bits(0), scan("?exactly 16 bytes", 1));
    }

    @Test
    void without_aLine_findsTheOthers() {
        LineScanner scanner = new LineScanner(LINES).without(bits(0));
        byte[] data = "exactly 16 bytes; tail tail tail tail tail".getBytes(ISO_8859_1);
        assertEquals(bits(2), scanner.scan(data, 0));
    }

    /** Few different bytes, so that windows and beginnings repeat. */
    @Test
    void scan_randomText_findsWhatContainsFinds() {
        Random random = new Random(1);
        List<byte[]> lines = Stream.generate(() -> text(random, 16 + random.nextInt(3)))
                .limit(2_000)
                .toList();
        byte[] data = text(random, 100_000);
        String haystack = new String(data, ISO_8859_1);
        BitSet expected = new BitSet();
        IntStream.range(0, lines.size())
                .filter(line -> haystack.contains(new String(lines.get(line), ISO_8859_1)))
                .forEach(expected::set);
        assertEquals(expected, new LineScanner(lines).scan(data, 0));
    }

    private static byte[] text(Random random, int size) {
        byte[] text = new byte[size];
        IntStream.range(0, size).forEach(i -> text[i] = (byte) ('a' + random.nextInt(2)));
        return text;
    }

    private static BitSet scan(String data, int from) {
        return new LineScanner(LINES).scan(data.getBytes(ISO_8859_1), from);
    }

    private static List<byte[]> lines(String... lines) {
        return Arrays.stream(lines).map(line -> line.getBytes(ISO_8859_1)).toList();
    }

    private static BitSet bits(int... numbers) {
        BitSet bits = new BitSet();
        Arrays.stream(numbers).forEach(bits::set);
        return bits;
    }
}
