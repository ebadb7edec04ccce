package io.quorumseal.core.internal.disk;

import io.quorumseal.core.internal.disk.FileOps.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A file that is read through a channel, which an interrupt closes if it is one of a file. */
public record ChannelRead(SeekableByteChannel channel) implements ReadFile {
    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public synchronized int read(long from, byte[] to, int at, int size) throws IOException {
        channel.position(from);
        ByteBuffer room = ByteBuffer.wrap(to, at, size);
        while (room.hasRemaining() && channel.read(room) >= 0) {
            // on until the end
        }
        return size - room.remaining();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
