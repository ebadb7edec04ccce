package io.quorumseal.core.internal.file;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.core.internal.key.FileCipher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads a sealed file whose length nobody knows. Each segment says whether it is the last one; no byte behind that is read.
 */
public final class OneWay extends InputStream {
    private static final int BYTE = 0xFF;

    private final String name;
    private final InputStream from;
    private final FileCipher cipher;
    private final byte[] sealed;
    private final byte[] plaintext;
    private long next;
    private int position;
    private int size;
    private boolean ended;

    /**
     * Begins.
     *
     * @param name for people
     * @param from stands at the first segment; closed with this, as is the cipher
     */
    public OneWay(String name, InputStream from, FileCipher cipher) {
        this.name = name;
        this.from = from;
        this.cipher = cipher;
        this.sealed = new byte[cipher.parameters().segmentSize()];
        this.plaintext = new byte[cipher.parameters().plaintextSize()];
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & BYTE;
    }

    @Override
    public int read(byte[] to, int at, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        while (position == size && !ended) {
            readSegment();
        }
        int given = Math.min(wanted, size - position);
        System.arraycopy(plaintext, position, to, at, given);
        position += given;
        return given == 0 ? -1 : given;
    }

    private void readSegment() throws IOException {
        readFully(0, Integer.BYTES);
        int said = ByteBuffer.wrap(sealed).getInt();
        boolean last = said != FileCipher.NOT_LAST;
        int whole = last ? said : sealed.length;
        if (whole < FileCipher.OVERHEAD || whole > sealed.length) {
            throw SealedContent.changed(name, next, new AuthenticationFailedException());
        }
        readFully(Integer.BYTES, whole);
        position = 0;
        size = 0;
        try {
            size = cipher.open(next, last, sealed, whole, plaintext, 0);
        } catch (AuthenticationFailedException e) {
            throw SealedContent.changed(name, next, e);
        }
        next++;
        ended = last;
    }

    private void readFully(int at, int end) throws IOException {
        if (from.readNBytes(sealed, at, end - at) < end - at) {
            throw SealedContent.cutShort(name, "segment " + next + " is cut off, and none before it is the last");
        }
    }

    @Override
    public void close() throws IOException {
        cipher.close();
        from.close();
    }
}
