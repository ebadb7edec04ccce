package io.quorumseal.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * A sealed file that is open: what was written into it, to be read from any place. Reading opens the segments of 64 KiB that
 * hold what is asked for, each as a whole; the last one that was not given away at once is kept.
 *
 * <p>Nothing can be written ({@link java.nio.channels.NonWritableChannelException}). Positions, {@link #size} and what is
 * read are those of the plaintext. What is wrong with a segment is told when that segment is read, by a
 * {@link SealedFileException}.
 *
 * <p>An open file keeps its DEK from being destroyed: close it, and each duplicate. An interrupt does not close it. May be
 * used by several threads, one at a time; a {@link #duplicate} for each lets them read at once.
 */
public interface SealedFile extends SeekableByteChannel {

    /**
     * Reads from a place, and leaves the position as it is.
     *
     * @param to receives at least one byte, if it has room and the file goes on there
     * @param from the place in the plaintext, in bytes from 0
     * @return how many bytes; -1 at or behind the end
     * @throws SealedFileException if a segment is not what was sealed
     * @throws IOException if it cannot be read
     */
    int read(ByteBuffer to, long from) throws IOException;

    /**
     * Opens the file once more, at the same position: it shares file, DEK and ciphers with this one, and costs the memory of
     * a segment once it reads.
     *
     * @return the duplicate, to be closed on its own
     */
    SealedFile duplicate();

    /**
     * Gives a stream from the current position on. It moves the position; closing it closes this.
     *
     * @return the stream; an error takes the place of an end that was cut off
     */
    InputStream stream();
}
