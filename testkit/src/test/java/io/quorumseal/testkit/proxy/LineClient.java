package io.quorumseal.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** A client of {@link LineServer}. */
final class LineClient implements Closeable {
    static final Charset BYTES = StandardCharsets.ISO_8859_1;

    /** Stands for the end of the stream. */
    static final String END = "(end)";

    private final SocketChannel channel;

    LineClient(SocketAddress server) throws IOException {
        channel = SocketChannel.open(server);
    }

    String ask(String line) throws IOException {
        say(line + "\n");
        return hear();
    }

    void say(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(BYTES));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void endRequests() throws IOException {
        channel.shutdownOutput();
    }

    /** A line without its end, or what there is before the stream's. */
    String hear() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (channel.read(one.clear()) > 0) {
            if (one.get(0) == '\n') {
                return line.toString(BYTES);
            }
            line.write(one.get(0));
        }
        return line.toString(BYTES) + END;
    }

    byte[] hear(int bytes) throws IOException {
        ByteBuffer some = ByteBuffer.allocate(bytes);
        while (some.hasRemaining() && channel.read(some) >= 0) {
            // The next piece.
        }
        return Arrays.copyOf(some.array(), some.position());
    }

    /** Whether anything comes, the end of the stream included. */
    boolean hearsWithin(Duration time) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return selector.select(time.toMillis()) > 0;
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
