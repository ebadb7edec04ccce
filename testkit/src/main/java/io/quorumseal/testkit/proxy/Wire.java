package io.quorumseal.testkit.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A connection, by TCP, a Unix socket or TLS. One thread may read while another writes, which the streams that the JDK
 * makes of a channel do not allow.
 *
 * @param in what comes
 * @param out what goes
 * @param end closes both
 * @param last tells the other side that nothing more goes
 * @param cut has the close that follows break the connection off instead of ending it
 */
record Wire(InputStream in, OutputStream out, Closeable end, Step last, Step cut) implements Closeable {

    /** Something done to the connection. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    static Wire of(SocketChannel channel) {
        return new Wire(
                new Incoming(channel),
                new Outgoing(channel),
                channel,
                channel::shutdownOutput,
                () -> breakOff(channel));
    }

    static Wire of(Socket socket) throws IOException {
        return new Wire(
                socket.getInputStream(),
                socket.getOutputStream(),
                socket,
                socket::shutdownOutput,
                () -> socket.setSoLinger(true, 0));
    }

    /** By RST. A Unix socket knows no such thing: it is just closed. */
    private static void breakOff(SocketChannel channel) throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    void reset() throws IOException {
        cut.run();
        close();
    }

    @Override
    public void close() throws IOException {
        end.close();
    }

    private static final class Incoming extends InputStream {
        private final SocketChannel channel;

        Incoming(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(into, offset, length));
        }
    }

    private static final class Outgoing extends OutputStream {
        private final SocketChannel channel;

        Outgoing(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(from, offset, length);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }
    }
}
