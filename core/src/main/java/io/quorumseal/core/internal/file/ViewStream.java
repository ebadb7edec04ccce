package io.quorumseal.core.internal.file;

import io.quorumseal.core.SealedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** An open file as a stream. */
final class ViewStream extends InputStream {
    private static final int BYTE = 0xFF;

    private final SealedFile file;

    ViewStream(SealedFile file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & BYTE;
    }

    @Override
    public int read(byte[] to, int at, int size) throws IOException {
        return size == 0 ? 0 : file.read(ByteBuffer.wrap(to, at, size));
    }

    @Override
    public long skip(long count) throws IOException {
        long from = file.position();
        long skipped = Math.max(0, Math.min(count, file.size() - from));
        file.position(from + skipped);
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, file.size() - file.position()));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
