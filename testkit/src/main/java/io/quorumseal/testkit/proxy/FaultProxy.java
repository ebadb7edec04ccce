package io.quorumseal.testkit.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * An HTTP/1.1 proxy on loopback before a real server, that disturbs the calls it is told to disturb.
 *
 * <p>A client uses {@link #uri()} in place of the server's address. What is not scripted passes through byte by byte,
 * but for the header {@code Connection}: there is one call for each connection. Faults of {@link #next} are used up, in their order, each by the next call that fits;
 * one of {@link #always} then holds until {@link #clear}. What passes is not recorded, but for the answer that
 * {@link #keep()} asks for: bodies hold keys.
 *
 * <p>Safe for use by several threads.
 */
public final class FaultProxy implements AutoCloseable {
    private final URI server;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final FaultScript script = new FaultScript();

    private FaultProxy(URI server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    /**
     * What is known of a call that came.
     *
     * @param method the HTTP method
     * @param path the path, with the query
     * @param target the header {@code X-Amz-Target}, by which AWS services tell operations apart; else empty
     */
    public record Call(String method, String path, String target) {}

    /** A server's answer, kept to be given to another call. Its content cannot be read. */
    public static final class Answer {
        private volatile Optional<byte[]> kept = Optional.empty();

        private Answer() {}

        /**
         * Tells whether the call whose answer this is has been answered.
         *
         * @return whether it is there
         */
        public boolean isThere() {
            return kept.isPresent();
        }

        /**
         * Tells how long the answer is.
         *
         * @return its bytes, status line and headers included
         */
        public int length() {
            return bytes().length;
        }

        void set(byte[] answer) {
            kept = Optional.of(answer);
        }

        /** Tells whether it is there; of its bytes nothing shows. */
        @Override
        public String toString() {
            return isThere() ? "an answer" : "no answer yet";
        }

        byte[] bytes() {
            return kept.orElseThrow(() -> new IllegalStateException("no call has been answered since keep()"));
        }
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param server the server, as {@code http://127.0.0.1:8200} or {@code https://host}; a path is ignored
     * @return the proxy
     */
    public static FaultProxy before(URI server) {
        try {
            FaultProxy proxy = new FaultProxy(server, new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
            proxy.threads.execute(proxy::listen);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Tells where the proxy listens.
     *
     * @return {@code http://127.0.0.1:PORT}
     */
    public URI uri() {
        return URI.create("http://" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
    }

    /**
     * Disturbs the next call that no earlier fault is meant for.
     *
     * @param fault how
     */
    public void next(Fault fault) {
        next(any -> true, fault);
    }

    /**
     * Disturbs the next call of some kind that no earlier fault is meant for.
     *
     * @param which which calls are meant
     * @param fault how
     */
    public void next(Predicate<Call> which, Fault fault) {
        script.next(which, fault);
    }

    /**
     * Disturbs all calls from now on.
     *
     * @param fault how
     */
    public void always(Fault fault) {
        always(any -> true, fault);
    }

    /**
     * Disturbs all calls of some kind from now on. Of several such faults the first that fits is used.
     *
     * @param which which calls are meant
     * @param fault how
     */
    public void always(Predicate<Call> which, Fault fault) {
        script.always(which, fault);
    }

    /**
     * Keeps the answer to the next call that no earlier fault is meant for, to give it to another one.
     *
     * @return where it will be
     */
    public Answer keep() {
        Answer answer = new Answer();
        next(Fault.keep(answer));
        return answer;
    }

    /** Disturbs nothing any more. */
    public void clear() {
        script.clear();
    }

    /**
     * Tells which calls came, disturbed ones included.
     *
     * @return the calls since the start, oldest first
     */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    private void listen() {
        while (closed.getCount() > 0) {
            try {
                Socket client = listener.accept();
                clients.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Optional<HttpRequest> request = HttpText.read(new BufferedInputStream(client.getInputStream()));
            if (request.isPresent()) {
                serve(client, request.get());
            }
        } catch (IOException e) {
            // The client or the server went away: the other one sees that from its closed connection.
        } finally {
            clients.remove(client);
        }
    }

    private void serve(Socket client, HttpRequest request) throws IOException {
        Call call = request.call();
        calls.add(call);
        script.faultFor(call).on(new ProxiedCall(server, request, client, closed));
    }

    /** Drops what is under way. The port refuses connections from now on. */
    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (Socket client : clients) {
                client.close();
            }
            threads.shutdown();
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "fault proxy at " + uri() + " before " + server;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    }
}
