package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;

/**
 * One call on its way through the proxy.
 *
 * @param server where it goes
 * @param request what the client asks
 * @param client the client's connection
 * @param closed counted down when the proxy closes
 */
record ProxiedCall(URI server, HttpRequest request, Socket client, CountDownLatch closed) {
    private static final int SERVER_TIMEOUT_MILLIS = 30_000;

    void pass() throws IOException {
        send(forward());
    }

    /** Waits; tells whether the proxy is still open. */
    boolean hold(Duration time) throws IOException {
        try {
            return !closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Asks the server. Some wait before they close the connection, and are not waited for. */
    byte[] forward() throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(SERVER_TIMEOUT_MILLIS);
            request.writeTo(socket.getOutputStream());
            return HttpText.closing(HttpText.readAnswer(socket.getInputStream()));
        }
    }

    private Socket connect() throws IOException {
        boolean tls = "https".equals(server.getScheme());
        int port = server.getPort() < 0 ? (tls ? 443 : 80) : server.getPort();
        return tls
                ? SSLSocketFactory.getDefault().createSocket(server.getHost(), port)
                : new Socket(server.getHost(), port);
    }

    void send(byte[] answer) throws IOException {
        send(answer, answer.length);
    }

    void send(byte[] answer, int bytes) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(answer, 0, Math.min(bytes, answer.length));
        out.flush();
    }

    void trickle(byte[] answer, Duration pause) throws IOException {
        OutputStream out = client.getOutputStream();
        for (int i = 0; i < answer.length && hold(pause); i++) {
            out.write(answer, i, 1);
            out.flush();
        }
    }

    /** Makes the close that follows send RST instead of FIN. */
    void reset() throws IOException {
        client.setSoLinger(true, 0);
    }
}
