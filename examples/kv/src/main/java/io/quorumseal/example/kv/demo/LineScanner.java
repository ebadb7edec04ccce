package io.quorumseal.example.kv.demo;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds many lines in much data at once.
 *
 * <p>Each line is entered under the hash of that 16-byte window in it which is the rarest over all lines, so that lines
 * with a common beginning do not meet. A rolling hash over the data then asks, at each byte, whether a window ends
 * there; what it finds is compared byte by byte.
 */
public final class LineScanner {
    static final int WINDOW = 16;
    private static final long BASE = 0x9E37_79B9_7F4A_7C15L;
    private static final long LAST_POWER = power(WINDOW);
    private static final int BITS = 22;

    private final List<byte[]> lines;
    private final int[] windowEnd;
    /** For each slot the first line plus 1, and for each line the next one plus 1 of its slot; 0 ends the chain. */
    private final int[] first = new int[1 << BITS];

    private final int[] next;

    /**
     * Looks for lines.
     *
     * @param lines each of at least 16 bytes
     */
    public LineScanner(List<byte[]> lines) {
        this.lines = lines;
        this.windowEnd = new int[lines.size()];
        this.next = new int[lines.size()];
        int[] counts = countWindows();
        for (int line = 0; line < lines.size(); line++) {
            enter(line, counts);
        }
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= BASE;
        }
        return power;
    }

    private static int slot(long hash) {
        return (int) ((hash * BASE) >>> (Long.SIZE - BITS));
    }

    /** Hashes the 16 bytes that end before a position, given the hash of those that ended one byte earlier. */
    private static long roll(long hash, byte[] data, int end) {
        long with = hash * BASE + data[end - 1];
        return end > WINDOW ? with - data[end - 1 - WINDOW] * LAST_POWER : with;
    }

    int size() {
        return lines.size();
    }

    byte[] line(int number) {
        return lines.get(number).clone();
    }

    /** Leaves lines out. */
    LineScanner without(BitSet unwanted) {
        return new LineScanner(IntStream.range(0, lines.size())
                .filter(line -> !unwanted.get(line))
                .mapToObj(lines::get)
                .toList());
    }

    private int[] countWindows() {
        int[] counts = new int[1 << BITS];
        for (byte[] line : lines) {
            long hash = 0;
            for (int end = 1; end <= line.length; end++) {
                hash = roll(hash, line, end);
                counts[slot(hash)] += end >= WINDOW ? 1 : 0;
            }
        }
        return counts;
    }

    private void enter(int line, int[] counts) {
        byte[] bytes = lines.get(line);
        long hash = 0;
        int best = -1;
        for (int end = 1; end <= bytes.length; end++) {
            hash = roll(hash, bytes, end);
            if (end >= WINDOW && (best < 0 || counts[slot(hash)] < counts[best])) {
                best = slot(hash);
                windowEnd[line] = end;
            }
        }
        next[line] = first[best];
        first[best] = line + 1;
    }

    /** Finds the lines that stand in the data, wholly behind a position. */
    BitSet scan(byte[] data, int from) {
        byte[] part = from == 0 ? data : Arrays.copyOfRange(data, from, data.length);
        BitSet found = new BitSet();
        long hash = 0;
        for (int end = 1; end <= part.length; end++) {
            hash = roll(hash, part, end);
            for (int line = first[slot(hash)]; line > 0; line = next[line - 1]) {
                if (!found.get(line - 1) && stands(line - 1, part, end)) {
                    found.set(line - 1);
                }
            }
        }
        return found;
    }

    private boolean stands(int line, byte[] data, int end) {
        byte[] bytes = lines.get(line);
        int from = end - windowEnd[line];
        int to = from + bytes.length;
        return from >= 0 && to <= data.length && Arrays.equals(bytes, 0, bytes.length, data, from, to);
    }
}
