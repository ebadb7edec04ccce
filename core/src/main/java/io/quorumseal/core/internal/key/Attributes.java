package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a DEK of suite 2 is for. Whoever has another idea of it derives other keys and another commitment.
 *
 * @param cluster the cluster's name
 * @param purpose what the DEK seals
 * @param binds what a payload is bound to beside group and log
 */
public record Attributes(String cluster, Purpose purpose, Binds binds) {
    private static final byte[] LABEL = "quorumseal dek v2".getBytes(StandardCharsets.US_ASCII);

    /** The place in a log that a payload is bound to. The numbers stand in formats. */
    public enum Binds {
        /** None: a value stands in no log. */
        NOTHING(0),
        /** The term; the engine does not know the index at append. */
        TERM(1),
        /** The term and the index. */
        TERM_AND_INDEX(2);

        private static final Binds[] ALL = values();

        private final byte code;

        Binds(int code) {
            this.code = (byte) code;
        }

        /** The byte that stands for it. */
        public byte code() {
            return code;
        }

        /**
         * Finds what a byte stands for.
         *
         * @throws IllegalArgumentException if it stands for nothing
         */
        public static Binds of(byte code) {
            for (Binds one : ALL) {
                if (one.code == code) {
                    return one;
                }
            }
            throw new IllegalArgumentException("no byte of what a DEK binds: " + (code & 0xFF));
        }
    }

    /**
     * Checks that only payloads are bound to a place, and all are.
     *
     * @throws IllegalArgumentException if that is not so
     */
    public Attributes {
        if ((purpose == Purpose.STORAGE) != (binds == Binds.NOTHING)) {
            throw new IllegalArgumentException("a DEK for " + purpose.word() + " binds not " + binds);
        }
    }

    /** {@code label ‖ u32 length of cluster ‖ cluster ‖ purpose ‖ suite ‖ binds ‖ DEK id (4)}. */
    byte[] info(DekId id) {
        byte[] name = cluster.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(LABEL.length + Integer.BYTES + name.length + 3 + Integer.BYTES)
                .put(LABEL)
                .putInt(name.length)
                .put(name)
                .put(purpose.code())
                .put(Suite.V2.version())
                .put(binds.code())
                .putInt(id.bits())
                .array();
    }
}
