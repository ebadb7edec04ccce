package io.quorumseal.core.internal.file;

import io.quorumseal.core.internal.disk.FileOps.ReadFile;

/**
 * A file in memory.
 *
 * @param bytes what it holds, not copied
 */
public record BytesFile(byte[] bytes) implements ReadFile {
    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public int read(long from, byte[] to, int at, int size) {
        int found = (int) Math.max(0, Math.min(size, bytes.length - from));
        System.arraycopy(bytes, found == 0 ? 0 : (int) from, to, at, found);
        return found;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
