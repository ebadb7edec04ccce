package io.quorumseal.core.internal.file;

import java.io.IOException;

/** Passes on what is written, in large pieces. */
final class ClearBody implements FileWriter.Body {
    private static final int SIZE = 1 << 16;

    private final FileWriter.Target target;
    private final byte[] waiting = new byte[SIZE];
    private int filled;

    ClearBody(FileWriter.Target target) {
        this.target = target;
    }

    @Override
    public void write(byte[] bytes, int from, int size) throws IOException {
        int at = from;
        while (at < from + size) {
            if (filled == SIZE) {
                flushWaiting();
            }
            int taken = Math.min(from + size - at, SIZE - filled);
            System.arraycopy(bytes, at, waiting, filled, taken);
            filled += taken;
            at += taken;
        }
    }

    private void flushWaiting() throws IOException {
        target.write(waiting, filled);
        filled = 0;
    }

    @Override
    public void end() throws IOException {
        flushWaiting();
    }
}
