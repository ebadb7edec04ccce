package io.quorumseal.api;

import org.jspecify.annotations.Nullable;

/**
 * The identity of a data-encryption key (DEK): an unsigned 32-bit number, never 0.
 *
 * <p>Chosen at random when the key is made and never used for another key, not even after the key is retired. On
 * the wire it is four bytes, big-endian; in the sidecar it is written in decimal.
 */
public final class DekId implements Comparable<DekId> {
    /**
     * The number 0, which no key has. It stands in the wrap context of what is wrapped for {@link Purpose#PEER}, and nowhere
     * else.
     */
    public static final DekId NONE = new DekId();

    private final int bits;

    private DekId() {
        this.bits = 0;
    }

    /**
     * Makes an id from its bits.
     *
     * @param bits the 32 bits of the number; to be read as unsigned
     * @throws IllegalArgumentException if {@code bits} is 0
     */
    public DekId(int bits) {
        if (bits == 0) {
            throw new IllegalArgumentException("DEK id 0 is reserved for \"no key\"");
        }
        this.bits = bits;
    }

    /**
     * Makes an id from its number.
     *
     * @param value the number, 1 to 4,294,967,295
     * @return the id
     * @throws IllegalArgumentException if the number does not fit
     */
    public static DekId of(long value) {
        if (value <= 0 || value > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("DEK id must be 1 to 4294967295, found " + value);
        }
        return new DekId((int) value);
    }

    /**
     * Tells the bits.
     *
     * @return the 32 bits of the number; to be read as unsigned
     */
    public int bits() {
        return bits;
    }

    /**
     * Tells the number.
     *
     * @return 1 to 4,294,967,295
     */
    public long value() {
        return Integer.toUnsignedLong(bits);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DekId that && bits == that.bits;
    }

    @Override
    public int hashCode() {
        return Integer.hashCode(bits);
    }

    @Override
    public int compareTo(DekId other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(bits);
    }
}
