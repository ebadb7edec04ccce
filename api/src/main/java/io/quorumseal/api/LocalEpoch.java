package io.quorumseal.api;

/**
 * A node's opening number, in the 16 bits that the formats call the local epoch.
 *
 * <p>It is raised durably at each opening of the runtime, before the first nonce is used, so that no two openings of a
 * node share a nonce.
 *
 * @param value 0 to 65,535; 0 stands only in rows that a bootstrap records
 */
public record LocalEpoch(int value) implements Comparable<LocalEpoch> {
    /** The last number. A node that opened under it is spent and has to be replaced. */
    public static final int MAX = 65_535;

    /** The number that a bootstrap records before any opening is known. */
    public static final LocalEpoch ZERO = new LocalEpoch(0);

    /**
     * Checks the range.
     *
     * @param value as of the record
     * @throws IllegalArgumentException if the number does not fit 16 bits
     */
    public LocalEpoch {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("a local epoch is 0 to " + MAX + ", found " + value);
        }
    }

    @Override
    public int compareTo(LocalEpoch other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
