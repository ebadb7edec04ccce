package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.demo.LineScanner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Values that all differ and all begin with a line that can be looked for on disk: one line before the cutovers,
 * another one behind them.
 */
final class Values {
    /** The line of the values from before the cutovers. */
    static final int CLEAR = 0;

    /** The line of the values that were written when the cutovers were known to be done. */
    static final int SEALED = 1;

    private final List<String> lines;
    private final AtomicLong last = new AtomicLong();
    private volatile int line = CLEAR;

    Values(SplittableRandom random) {
        lines = List.of(line("in the clear", random), line("to be sealed", random));
    }

    private static String line(String what, SplittableRandom random) {
        return "%s %016x%016x".formatted(what, random.nextLong(), random.nextLong());
    }

    /** From now on no value may stand on disk as it is. */
    void seal() {
        line = SEALED;
    }

    long next() {
        return last.incrementAndGet();
    }

    byte[] bytes(long value) {
        return (lines.get(line) + "\n" + value).getBytes(StandardCharsets.UTF_8);
    }

    static long number(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Long.parseLong(text.substring(text.indexOf('\n') + 1));
    }

    LineScanner scanner() {
        return new LineScanner(lines.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
    }
}
