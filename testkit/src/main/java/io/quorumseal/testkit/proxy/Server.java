package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocketFactory;

/** The real server, and how the proxy reaches it. */
sealed interface Server {

    /** Connects. */
    Wire connect() throws IOException;

    /** Takes the server's address from the URI of something that it serves. */
    static Server of(URI uri) {
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
        return tls ? new Encrypted(uri.getHost(), port) : new Plain(new InetSocketAddress(uri.getHost(), port));
    }

    /**
     * A TCP port or a Unix socket.
     *
     * @param address which
     */
    record Plain(SocketAddress address) implements Server {
        @Override
        public Wire connect() throws IOException {
            if (address instanceof InetSocketAddress unknown && unknown.isUnresolved()) {
                throw new UnknownHostException(unknown.getHostString());
            }
            return Wire.of(SocketChannel.open(address));
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /**
     * TLS, by the certificates that the JVM trusts; between client and proxy the bytes are in the clear.
     *
     * @param host the host
     * @param port the port
     */
    record Encrypted(String host, int port) implements Server {
        @Override
        public Wire connect() throws IOException {
            return Wire.of(SSLSocketFactory.getDefault().createSocket(host, port));
        }

        @Override
        public String toString() {
            return "https://" + host + ":" + port;
        }
    }
}
