package io.quorumseal.core.internal.file;

import io.quorumseal.api.DekId;
import io.quorumseal.core.SealedWriter;
import io.quorumseal.core.internal.key.FileCipher;
import java.io.IOException;
import java.util.Objects;

/** Writes a file, sealed or in clear, to wherever it goes. */
public final class FileWriter extends SealedWriter {
    private static final int BYTE = 0xFF;

    private final Body body;
    private final Target target;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        FAILED,
        COMMITTED,
        CLOSED
    }

    /** Where a file goes. */
    public interface Target {
        /** Writes the first of the bytes. */
        void write(byte[] bytes, int size) throws IOException;

        /** Gives the file its name, durably. */
        void commit() throws IOException;

        /** Removes what was written. */
        void discard() throws IOException;

        /** Gives back what it holds, after either; also if that failed. */
        void release();
    }

    /** What is written, as it goes there. */
    interface Body {
        void write(byte[] bytes, int from, int size) throws IOException;

        void end() throws IOException;
    }

    /**
     * Begins a sealed file.
     *
     * @param dek what it is sealed under
     * @param cipher the file's; stays the caller's, to be closed when the target is released
     */
    public static FileWriter sealed(DekId dek, FileCipher cipher, Target target) throws IOException {
        target.write(FileHeader.sealed(dek), FileHeader.SEALED_SIZE);
        target.write(cipher.header(), FileCipher.HEADER_SIZE);
        return new FileWriter(new SegmentBody(cipher, target), target);
    }

    /** Begins a file in clear. */
    public static FileWriter clear(Target target) throws IOException {
        target.write(FileHeader.clear(), FileHeader.CLEAR_SIZE);
        return new FileWriter(new ClearBody(target), target);
    }

    private FileWriter(Body body, Target target) {
        this.body = body;
        this.target = target;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) (one & BYTE)}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int size) throws IOException {
        Objects.checkFromIndexSize(from, size, bytes.length);
        requireOpen();
        state = State.FAILED;
        body.write(bytes, from, size);
        state = State.OPEN;
    }

    @Override
    public void commit() throws IOException {
        requireOpen();
        state = State.FAILED;
        body.end();
        target.commit();
        state = State.COMMITTED;
        target.release();
    }

    private void requireOpen() throws IOException {
        if (state != State.OPEN) {
            throw new IOException(
                    state == State.FAILED
                            ? "an earlier write of this file failed: begin it again"
                            : "this file is " + (state == State.COMMITTED ? "committed" : "closed"));
        }
    }

    @Override
    public void close() throws IOException {
        State before = state;
        state = State.CLOSED;
        if (before == State.OPEN || before == State.FAILED) {
            try {
                target.discard();
            } finally {
                target.release();
            }
        }
    }
}
