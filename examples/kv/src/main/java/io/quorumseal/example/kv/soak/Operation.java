package io.quorumseal.example.kv.soak;

/**
 * What one caller did to one key: asked at a moment, answered at another.
 *
 * @param key the key's number
 * @param kind whether it wrote or read
 * @param value the value written or read; {@link #ABSENT} if there was none to read
 * @param asked when, in nanoseconds of one clock
 * @param answered when, of the same clock; {@link #OPEN} if nobody knows whether the write took effect, or when it does
 */
record Operation(int key, Kind kind, long value, long asked, long answered) {
    /** What every key holds at first. No write writes it. */
    static final long ABSENT = 0;

    /** Later than every moment. */
    static final long OPEN = Long.MAX_VALUE;

    enum Kind {
        WRITE,
        READ
    }

    boolean writes() {
        return kind == Kind.WRITE;
    }

    boolean open() {
        return answered == OPEN;
    }

    Operation answeredAt(long moment) {
        return new Operation(key, kind, value, asked, moment);
    }

    /** One line: key, kind, value, moments; also the form of a history in a file. */
    String text() {
        return "%d %s %d %d %s".formatted(key, writes() ? "w" : "r", value, asked, open() ? "-" : answered);
    }
}
