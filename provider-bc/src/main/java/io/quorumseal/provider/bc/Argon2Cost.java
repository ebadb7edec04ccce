package io.quorumseal.provider.bc;

import io.quorumseal.api.KekException;

/**
 * What it costs to try one password with Argon2id (RFC 9106). It stands in the sealed file, so files of different costs
 * work side by side.
 *
 * <p>The bounds hold for reading, too: a file cannot make its reader take more memory or time than they allow, and
 * none is accepted that is cheap to guess at.
 *
 * @param memoryKib memory in KiB; 19,456 (19 MiB) to 1,048,576 (1 GiB)
 * @param passes passes over the memory; 1 to 64. Memory times passes is 38,912 to 8,388,608
 * @param lanes lanes, which are computed one after the other here; 1 to 16
 */
public record Argon2Cost(int memoryKib, int passes, int lanes) {
    /** The second recommended option of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes. */
    public static final Argon2Cost DEFAULT = new Argon2Cost(64 << 10, 3, 4);

    private static final int LEAST_MEMORY = 19 << 10;
    private static final int MOST_MEMORY = 1 << 20;
    private static final int MOST_PASSES = 64;
    private static final int MOST_LANES = 16;
    private static final long LEAST_WORK = 2L * LEAST_MEMORY;
    private static final long MOST_WORK = 8L * MOST_MEMORY;

    /**
     * Checks the bounds.
     *
     * @param memoryKib memory in KiB
     * @param passes passes over the memory
     * @param lanes lanes
     * @throws KekException of kind {@code MISCONFIGURED} if a number is outside them
     */
    public Argon2Cost {
        check("memory in KiB", memoryKib, LEAST_MEMORY, MOST_MEMORY);
        check("passes", passes, 1, MOST_PASSES);
        check("lanes", lanes, 1, MOST_LANES);
        check("memory in KiB times passes", (long) memoryKib * passes, LEAST_WORK, MOST_WORK);
    }

    private static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new KekException(
                    KekException.Kind.MISCONFIGURED,
                    "Argon2id " + what + " is " + value + ", outside " + least + " to " + most
                            + "; 65536 KiB, 3 passes and 4 lanes are usual");
        }
    }
}
