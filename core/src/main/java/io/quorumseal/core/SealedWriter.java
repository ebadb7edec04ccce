package io.quorumseal.core;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A sealed file while it is being written. It counts only once {@link #commit} has returned; closed without that, what was
 * written is removed. After an error nothing more can be written, and the file is not committed.
 *
 * <p>It keeps one segment of 64 KiB in memory, and its DEK from being retired: close it. Not for use by several threads.
 */
public abstract class SealedWriter extends OutputStream {

    /** For {@link SealedFiles}. */
    protected SealedWriter() {}

    /**
     * Ends the file and makes it durable: it has its name when this returns, in place of the one that had it before. If
     * this fails, or power is lost meanwhile, the name stands for the old file or the whole new one.
     *
     * @throws IOException if it cannot be written
     * @throws io.quorumseal.api.RejectedException if the runtime is closed
     */
    public abstract void commit() throws IOException;

    /**
     * Ends writing. What was not committed is removed.
     *
     * @throws IOException if it cannot be removed; the next start does it
     */
    @Override
    public abstract void close() throws IOException;
}
