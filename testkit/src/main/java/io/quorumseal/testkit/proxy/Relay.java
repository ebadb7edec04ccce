package io.quorumseal.testkit.proxy;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A client's connection and the one to the server that belongs to it, which is made when the first call is passed on.
 * What the client sends is read by one thread, what the server sends by another.
 */
final class Relay implements Closeable {
    private final Wire client;
    private final Server server;
    private final Dialect dialect;
    private final Calls calls;
    private final Executor threads;
    private Optional<Wire> behind = Optional.empty();
    private Optional<ProxiedCall> current = Optional.empty();
    private boolean over;
    private volatile boolean harmed;

    /** Whoever knows what becomes of a call. */
    interface Calls {
        ProxiedCall begin(FaultProxy.Call call, Relay relay);

        void ended(Relay relay);
    }

    Relay(Wire client, Server server, Dialect dialect, Calls calls, Executor threads) {
        this.client = client;
        this.server = server;
        this.dialect = dialect;
        this.calls = calls;
        this.threads = threads;
    }

    /** Reads what the client sends, to its end. */
    void run() {
        try {
            InputStream in = new BufferedInputStream(client.in());
            Optional<byte[]> piece = dialect.request(in);
            while (piece.isPresent()) {
                callOf(piece.get()).request(piece.get());
                piece = dialect.request(in);
            }
            endRequests();
        } catch (IOException e) {
            // The client or the server went away: the other one sees that from its closed connection.
            close();
        }
    }

    /** A client that says no more may still wait for the answer. */
    private synchronized void endRequests() throws IOException {
        if (behind.isPresent()) {
            behind.get().last().run();
        } else {
            close();
        }
    }

    /** What comes before an answer belongs to the call that is being made. */
    private synchronized ProxiedCall callOf(byte[] piece) {
        ProxiedCall call =
                current.filter(one -> !one.isAnswered()).orElseGet(() -> calls.begin(dialect.call(piece), this));
        current = Optional.of(call);
        return call;
    }

    private synchronized Optional<ProxiedCall> current() {
        return current;
    }

    void toServer(byte[] bytes) throws IOException {
        Wire to = behind();
        to.out().write(bytes);
        to.out().flush();
    }

    private synchronized Wire behind() throws IOException {
        if (behind.isEmpty()) {
            if (over) {
                throw new IOException("closed");
            }
            Wire made = server.connect();
            behind = Optional.of(made);
            threads.execute(() -> bringBack(made));
        }
        return behind.get();
    }

    /** Reads what the server sends, to its end. */
    private void bringBack(Wire from) {
        try {
            InputStream in = from.in();
            Optional<byte[]> piece = dialect.answer(in);
            while (piece.isPresent()) {
                current().orElseThrow().answer(piece.get());
                piece = dialect.endsWithAnswer() ? Optional.empty() : dialect.answer(in);
            }
        } catch (IOException e) {
            // As above.
        } finally {
            close();
        }
    }

    void toClient(byte[] bytes, int from, int to) throws IOException {
        client.out().write(bytes, from, to - from);
        client.out().flush();
    }

    /** Gives an answer that is not the server's. */
    void answerClient(byte[] bytes) throws IOException {
        toClient(bytes, 0, bytes.length);
        if (dialect.endsWithAnswer()) {
            close();
        }
    }

    /** Notes that client and server do not agree any more on what was said. */
    void harm() {
        harmed = true;
    }

    boolean isHarmed() {
        return harmed;
    }

    void reset() throws IOException {
        client.reset();
        close();
    }

    @Override
    public synchronized void close() {
        over = true;
        quietly(client);
        behind.ifPresent(Relay::quietly);
        calls.ended(this);
    }

    /** What cannot be closed is closed, or of no use. */
    private static void quietly(Wire wire) {
        try {
            wire.close();
        } catch (IOException e) {
            // See above.
        }
    }
}
