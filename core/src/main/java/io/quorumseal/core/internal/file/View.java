package io.quorumseal.core.internal.file;

import io.quorumseal.core.SealedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One of the views of an open file. The last one to be closed closes the file. */
public final class View implements SealedFile {
    private static final int NONE = -1;

    private final Content content;
    private final AtomicInteger views;
    private byte @Nullable [] block;
    private long blockNumber = NONE;
    private long position;
    private boolean closed;

    /**
     * Makes the first view.
     *
     * @param content closed with the last view
     */
    public View(Content content) {
        this(content, new AtomicInteger(1), 0);
    }

    private View(Content content, AtomicInteger views, long position) {
        this.content = content;
        this.views = views;
        this.position = position;
    }

    @Override
    public synchronized int read(ByteBuffer to) throws IOException {
        int read = read(to, position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public synchronized int read(ByteBuffer to, long from) throws IOException {
        requireOpen();
        if (from < 0) {
            throw new IllegalArgumentException("a file begins at 0, found " + from);
        }
        if (from >= content.size()) {
            return NONE;
        }
        int done = 0;
        while (to.hasRemaining() && from + done < content.size()) {
            try {
                done += readOfBlock(to, from + done);
            } catch (IOException e) {
                if (done > 0) {
                    // Whoever goes on reading meets it again.
                    return done;
                }
                throw e;
            }
        }
        return done;
    }

    private int readOfBlock(ByteBuffer to, long from) throws IOException {
        long number = from / content.blockSize();
        int start = (int) (from % content.blockSize());
        int size = (int) Math.min(content.blockSize(), content.size() - number * content.blockSize());
        if (start == 0 && number != blockNumber && to.hasArray() && to.remaining() >= size) {
            content.read(number, to.array(), to.arrayOffset() + to.position());
            to.position(to.position() + size);
            return size;
        }
        int wanted = Math.min(to.remaining(), size - start);
        to.put(loaded(number), start, wanted);
        return wanted;
    }

    private byte[] loaded(long number) throws IOException {
        byte[] known = block;
        if (known == null) {
            known = new byte[content.blockSize()];
            block = known;
        }
        if (number != blockNumber) {
            blockNumber = NONE;
            content.read(number, known, 0);
            blockNumber = number;
        }
        return known;
    }

    @Override
    public synchronized SealedFile duplicate() {
        if (closed) {
            throw new IllegalStateException("the file is closed");
        }
        views.incrementAndGet();
        return new View(content, views, position);
    }

    @Override
    public InputStream stream() {
        return new ViewStream(this);
    }

    @Override
    public synchronized long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public synchronized SeekableByteChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("a file begins at 0, found " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public synchronized long size() throws IOException {
        requireOpen();
        return content.size();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            block = null;
            if (views.decrementAndGet() == 0) {
                content.close();
            }
        }
    }
}
