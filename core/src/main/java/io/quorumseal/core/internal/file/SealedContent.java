package io.quorumseal.core.internal.file;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.core.SealedFileException.Reason;
import io.quorumseal.core.internal.disk.FileOps.ReadFile;
import io.quorumseal.core.internal.key.FileCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A sealed file whose length is known. The last segment is checked when it is opened, each other one when it is read. */
public final class SealedContent implements Content {
    /** Where the first segment is. */
    public static final int SEGMENTS_AT = FileHeader.SEALED_SIZE + FileCipher.HEADER_SIZE;

    private final String name;
    private final ReadFile file;
    private final FileCipher cipher;
    private final long segments;
    private final int lastSize;
    private final ConcurrentLinkedQueue<byte[]> scratch = new ConcurrentLinkedQueue<>();

    /**
     * Opens one.
     *
     * @param name for people
     * @param file closed with this, as is the cipher
     * @param cipher which has accepted the file's header
     */
    public SealedContent(String name, ReadFile file, FileCipher cipher) throws IOException {
        this.name = name;
        this.file = file;
        this.cipher = cipher;
        int segmentSize = cipher.parameters().segmentSize();
        long length = file.size() - SEGMENTS_AT;
        segments = (length + segmentSize - 1) / segmentSize;
        lastSize = (int) (length - (segments - 1) * segmentSize);
        if (length < FileCipher.OVERHEAD) {
            throw cutShort("it ends within its header, or its only segment");
        }
        checkEnd();
    }

    private void checkEnd() throws IOException {
        byte[] sealed = scratch();
        int found = file.read(at(segments - 1), sealed, 0, lastSize);
        if (lastSize < FileCipher.OVERHEAD || found < lastSize) {
            throw isLast(segments - 2, sealed) ? followed() : cutShort("it ends within a segment");
        }
        int said = ByteBuffer.wrap(sealed).getInt();
        if (said == FileCipher.NOT_LAST
                || (said > lastSize && said <= cipher.parameters().segmentSize())) {
            throw cutShort("its last segment says that the file goes on");
        }
        open(segments - 1, sealed, new byte[cipher.parameters().plaintextSize()], 0);
        keep(sealed);
    }

    /** Whether a whole segment, of which there may be none, is sealed as the last one. */
    private boolean isLast(long segment, byte[] sealed) throws IOException {
        int segmentSize = cipher.parameters().segmentSize();
        return segment >= 0
                && file.read(at(segment), sealed, 0, segmentSize) == segmentSize
                && ByteBuffer.wrap(sealed).getInt() != FileCipher.NOT_LAST;
    }

    private SealedFileException followed() {
        return new SealedFileException(
                Reason.CHANGED, "something follows the end of " + name + ", which was not sealed with it", null);
    }

    private SealedFileException cutShort(String how) {
        return cutShort(name, how);
    }

    static SealedFileException cutShort(String name, String how) {
        return new SealedFileException(
                Reason.CUT_SHORT, "the end of " + name + " is missing: " + how + ". Take it from another copy", null);
    }

    private long at(long segment) {
        return SEGMENTS_AT + segment * cipher.parameters().segmentSize();
    }

    @Override
    public long size() {
        return (segments - 1) * blockSize() + lastSize - FileCipher.OVERHEAD;
    }

    @Override
    public int blockSize() {
        return cipher.parameters().plaintextSize();
    }

    @Override
    public void read(long number, byte[] to, int at) throws IOException {
        byte[] sealed = scratch();
        int size = number == segments - 1 ? lastSize : cipher.parameters().segmentSize();
        if (file.read(at(number), sealed, 0, size) < size) {
            throw cutShort("it became shorter while it was read");
        }
        open(number, sealed, to, at);
        keep(sealed);
    }

    private void open(long number, byte[] sealed, byte[] to, int at) throws SealedFileException {
        boolean last = number == segments - 1;
        int size = last ? lastSize : cipher.parameters().segmentSize();
        try {
            cipher.open(number, last, sealed, size, to, at);
        } catch (AuthenticationFailedException e) {
            throw changed(name, number, e);
        }
    }

    static SealedFileException changed(String name, long segment, AuthenticationFailedException cause) {
        return new SealedFileException(
                Reason.CHANGED,
                "segment " + segment + " of " + name + " is not what was sealed there. Take it from another copy",
                cause);
    }

    private byte[] scratch() {
        byte @Nullable [] kept = scratch.poll();
        return kept == null ? new byte[cipher.parameters().segmentSize()] : kept;
    }

    private void keep(byte[] free) {
        scratch.add(free);
    }

    @Override
    public void close() throws IOException {
        cipher.close();
        file.close();
    }
}
