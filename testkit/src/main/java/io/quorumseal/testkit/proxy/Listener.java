package io.quorumseal.testkit.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the proxy listens.
 *
 * @param channel the listening socket
 * @param address its address
 */
record Listener(ServerSocketChannel channel, SocketAddress address) implements Closeable {
    private static final int BACKLOG = 64;

    /** A free port on loopback. */
    static Listener onPort() {
        return listen(StandardProtocolFamily.INET, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** A Unix socket in a folder of its own, whose path is short: there is room for some hundred bytes. */
    static Listener onSocket() {
        try {
            Path folder = Files.createTempDirectory("proxy");
            return listen(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(folder.resolve("socket")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Listener listen(StandardProtocolFamily family, SocketAddress address) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open(family);
            channel.bind(address, BACKLOG);
            return new Listener(channel, channel.getLocalAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    String hostAndPort() {
        if (address instanceof InetSocketAddress port) {
            return port.getAddress().getHostAddress() + ":" + port.getPort();
        }
        throw new IllegalStateException("the proxy listens at " + address + ", which has no port; use address()");
    }

    /** A Unix socket's file, and its folder, go with it. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (address instanceof UnixDomainSocketAddress socket) {
            Files.deleteIfExists(socket.getPath());
            Files.deleteIfExists(folderOf(socket));
        }
    }

    private static Path folderOf(UnixDomainSocketAddress socket) {
        return Objects.requireNonNull(socket.getPath().getParent());
    }
}
