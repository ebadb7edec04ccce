package io.quorumseal.provider.bc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Reads and writes secret bytes. The direct buffers used here are zeroed; those that a channel makes for heap buffers
 * cannot be.
 */
final class Channels {
    private Channels() {}

    /** Reads to the end, or as many bytes as are asked for. What it gives is the caller's to zero. */
    static byte[] readUpTo(ReadableByteChannel from, int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(most);
        try {
            while (buffer.hasRemaining() && from.read(buffer) >= 0) {}
            byte[] content = new byte[buffer.flip().limit()];
            buffer.get(content);
            return content;
        } finally {
            zero(buffer);
        }
    }

    static void writeAll(WritableByteChannel to, byte[] content) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(content.length).put(content).flip();
        try {
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
        } finally {
            zero(buffer);
        }
    }

    private static void zero(ByteBuffer buffer) {
        buffer.clear().put(new byte[buffer.capacity()]);
    }
}
