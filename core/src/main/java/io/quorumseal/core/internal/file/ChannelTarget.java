package io.quorumseal.core.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A channel of the caller's, to which a file is written.
 *
 * @param onRelease what to do when it is through
 */
public record ChannelTarget(WritableByteChannel channel, Runnable onRelease) implements FileWriter.Target {
    @Override
    public void write(byte[] bytes, int size) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, 0, size);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    @Override
    public void commit() {
        // Whether and when it is durable is the caller's to say.
    }

    @Override
    public void discard() {
        // The caller removes it.
    }

    @Override
    public void release() {
        onRelease.run();
    }
}
