package io.quorumseal.core.internal.file;

import java.io.Closeable;
import java.io.IOException;

/**
 * What an open file holds, in blocks of one size, the last one shorter. Safe for use by several threads, all of which are
 * through when it is closed.
 */
public interface Content extends Closeable {
    /** How many bytes there are. */
    long size();

    /** Bytes of a block. */
    int blockSize();

    /**
     * Reads a block whole.
     *
     * @param number its number, from 0
     * @param to receives it; zeros there if it is not what was sealed
     * @param at where in it; there is room for a block
     */
    void read(long number, byte[] to, int at) throws IOException;
}
