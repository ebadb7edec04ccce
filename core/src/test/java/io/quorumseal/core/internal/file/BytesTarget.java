package io.quorumseal.core.internal.file;

import java.io.ByteArrayOutputStream;

/** A file that is written into memory, with what became of it. */
public final class BytesTarget implements FileWriter.Target {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean committed;
    boolean discarded;
    int released;

    @Override
    public void write(byte[] from, int size) {
        bytes.write(from, 0, size);
    }

    @Override
    public void commit() {
        committed = true;
    }

    @Override
    public void discard() {
        discarded = true;
    }

    @Override
    public void release() {
        released++;
    }

    /** What was written. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
