package io.quorumseal.testkit.contract;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** The protocol of {@link FrameWay}: each message is its length (4 bytes, big-endian) and so many bytes. */
final class Frames {
    private static final int LONGEST = 1 << 16;

    private Frames() {}

    /** Called before each read. */
    @FunctionalInterface
    interface Step {
        void run();
    }

    static void write(ByteChannel channel, byte[] message) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + message.length);
        frame.putInt(message.length).put(message).flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    static byte[] read(ByteChannel channel, Step beforeEach) throws IOException {
        int length = read(channel, Integer.BYTES, beforeEach).getInt(0);
        if (length < 0 || length > LONGEST) {
            throw new IOException("a frame of " + length + " bytes");
        }
        return read(channel, length, beforeEach).array();
    }

    private static ByteBuffer read(ByteChannel channel, int bytes, Step beforeEach) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(bytes);
        while (all.hasRemaining()) {
            beforeEach.run();
            if (channel.read(all) < 0) {
                throw new EndInside(all.flip());
            }
        }
        return all;
    }

    /** The stream ended in the middle. */
    static final class EndInside extends EOFException {
        private static final long serialVersionUID = 1L;
        private final transient ByteBuffer got;

        EndInside(ByteBuffer got) {
            super("the stream ends behind " + got.remaining() + " bytes of a frame's part");
            this.got = got;
        }

        /** What came before the end. */
        byte[] got() {
            byte[] bytes = new byte[got.remaining()];
            got.duplicate().get(bytes);
            return bytes;
        }
    }
}
