package io.quorumseal.core.internal.key;

import java.nio.ByteBuffer;

/** An array that is used again for whatever needs no more than it has. One that is larger than a bound is not kept. */
final class Room {
    private final int mostKept;
    private ByteBuffer kept;

    /**
     * Makes one.
     *
     * @param size how many bytes it begins with
     * @param mostKept how many bytes it keeps at most
     */
    Room(int size, int mostKept) {
        this.mostKept = mostKept;
        kept = ByteBuffer.allocate(size);
    }

    /** Exactly so many bytes, from position 0, holding anything. */
    ByteBuffer of(int size) {
        if (size > mostKept) {
            return ByteBuffer.allocate(size);
        }
        if (size > kept.capacity()) {
            // At least doubled, so that sizes that grow soon find room.
            kept = ByteBuffer.allocate(Math.min(mostKept, Math.max(size, 2 * kept.capacity())));
        }
        return kept.clear().limit(size);
    }
}
