package io.quorumseal.core.internal.file;

import io.quorumseal.core.internal.disk.FileOps.ReadFile;
import java.io.IOException;

/** A file in clear. */
public final class ClearContent implements Content {
    private static final int BLOCK_SIZE = 1 << 16;

    private final String name;
    private final ReadFile file;
    private final long size;

    /**
     * Opens one.
     *
     * @param name for people
     * @param file whose header was read; closed with this
     */
    public ClearContent(String name, ReadFile file) throws IOException {
        this.name = name;
        this.file = file;
        this.size = file.size() - FileHeader.CLEAR_SIZE;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int blockSize() {
        return BLOCK_SIZE;
    }

    @Override
    public void read(long number, byte[] to, int at) throws IOException {
        long from = number * BLOCK_SIZE;
        int wanted = (int) Math.min(BLOCK_SIZE, size - from);
        if (file.read(FileHeader.CLEAR_SIZE + from, to, at, wanted) < wanted) {
            throw SealedContent.cutShort(name, "it became shorter while it was read");
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
