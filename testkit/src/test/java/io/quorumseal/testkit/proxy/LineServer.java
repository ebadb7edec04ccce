package io.quorumseal.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers each line with {@code re} and that line. */
final class LineServer implements Closeable {
    private final ServerSocketChannel listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** How it is reached. */
    enum Way {
        TCP,
        UNIX
    }

    private LineServer(ServerSocketChannel listener) {
        this.listener = listener;
    }

    static LineServer start(Way way) throws IOException {
        ServerSocketChannel listener = way == Way.TCP
                ? ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                : ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(
                                Files.createTempDirectory("lines").resolve("socket")));
        LineServer server = new LineServer(listener);
        server.threads.execute(server::listen);
        return server;
    }

    SocketAddress address() throws IOException {
        return listener.getLocalAddress();
    }

    List<String> seen() {
        return List.copyOf(seen);
    }

    private void listen() {
        try {
            while (listener.isOpen()) {
                SocketChannel client = listener.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            ByteBuffer one = ByteBuffer.allocate(1);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (client.read(one.clear()) > 0) {
                line.write(one.get(0));
                if (one.get(0) == '\n') {
                    answer(client, line.toString(LineClient.BYTES));
                    line.reset();
                }
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    private void answer(SocketChannel client, String line) throws IOException {
        seen.add(line.strip());
        ByteBuffer answer = ByteBuffer.wrap(("re " + line).getBytes(LineClient.BYTES));
        while (answer.hasRemaining()) {
            client.write(answer);
        }
    }

    @Override
    public void close() throws IOException {
        SocketAddress address = address();
        listener.close();
        threads.shutdown();
        if (address instanceof UnixDomainSocketAddress socket) {
            Files.delete(socket.getPath());
            Files.delete(socket.getPath().getParent());
        }
    }
}
