package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A proxy on this machine, in front of a real server, that disturbs the calls it is told to disturb.
 *
 * <p>It forwards any stream of bytes, over TCP or over a Unix socket, and listens on the same kind of address as the
 * server: a client uses {@link #address()} in place of the server's. A {@link Dialect} says which bytes are a call.
 * What is not scripted passes through byte for byte. Faults of {@link #next} are used up, in their order, each by the
 * next call that fits; one of {@link #always} then holds until {@link #clear}. What passes is not recorded, because it
 * holds keys, except for the answer that {@link #keep()} asks for.
 *
 * <p>Safe for use by several threads.
 */
public final class FaultProxy implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    private final Server server;
    private final Dialect dialect;
    private final Listener listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final FaultScript script = new FaultScript();

    private FaultProxy(Server server, Dialect dialect, Listener listener) {
        this.server = server;
        this.dialect = dialect;
        this.listener = listener;
    }

    /**
     * What is known of a call that came. All three are empty where the dialect names no calls, like that of mere bytes.
     *
     * @param method the HTTP method
     * @param path the path, with the query
     * @param target the header {@code X-Amz-Target}, by which AWS services tell operations apart; else empty
     */
    public record Call(String method, String path, String target) {}

    /** A server's answer, kept to be given to another call. Its content cannot be read. */
    public static final class Answer {
        private volatile byte[] kept = new byte[0];

        private Answer() {}

        /**
         * Tells whether the call whose answer this is has been answered, at least in part.
         *
         * @return whether it is there
         */
        public boolean isThere() {
            return kept.length > 0;
        }

        /**
         * Tells how long the answer is.
         *
         * @return its bytes as far as they came, all headers included
         */
        public int length() {
            return bytes().length;
        }

        void add(byte[] part) {
            byte[] longer = Arrays.copyOf(kept, kept.length + part.length);
            System.arraycopy(part, 0, longer, kept.length, part.length);
            kept = longer;
        }

        /** Tells whether it is there; its bytes do not show. */
        @Override
        public String toString() {
            return isThere() ? "an answer" : "no answer yet";
        }

        byte[] bytes() {
            if (!isThere()) {
                throw new IllegalStateException("no call has been answered since keep()");
            }
            return kept;
        }
    }

    /**
     * Starts a proxy on a free port in front of a server that speaks HTTP/1.1.
     *
     * @param server the server, such as {@code http://127.0.0.1:8200} or {@code https://host}; a path is ignored
     * @return the proxy, to which a client speaks HTTP without TLS
     */
    public static FaultProxy before(URI server) {
        return start(Server.of(server), Dialect.http(), Listener.onPort());
    }

    /**
     * Starts a proxy in front of a server that speaks whatever it speaks.
     *
     * @param server where it listens: an {@link java.net.InetSocketAddress} or a {@link UnixDomainSocketAddress}
     * @return the proxy
     */
    public static FaultProxy before(SocketAddress server) {
        return before(server, Dialect.bytes());
    }

    /**
     * Starts a proxy in front of a server that speaks a dialect which the proxy understands.
     *
     * @param server where it listens: an {@link java.net.InetSocketAddress} or a {@link UnixDomainSocketAddress}
     * @param dialect what it speaks
     * @return the proxy
     */
    public static FaultProxy before(SocketAddress server, Dialect dialect) {
        Listener listener = server instanceof UnixDomainSocketAddress ? Listener.onSocket() : Listener.onPort();
        return start(new Server.Plain(server), dialect, listener);
    }

    private static FaultProxy start(Server server, Dialect dialect, Listener listener) {
        FaultProxy proxy = new FaultProxy(server, dialect, listener);
        proxy.threads.execute(proxy::listen);
        return proxy;
    }

    /**
     * Tells where the proxy listens.
     *
     * @return a port on loopback, or the path of a Unix socket
     */
    public SocketAddress address() {
        return listener.address();
    }

    /**
     * Tells where a proxy that has a port listens.
     *
     * @return {@code http://127.0.0.1:PORT}
     */
    public URI uri() {
        return URI.create("http://" + listener.hostAndPort());
    }

    /**
     * Tells whether the proxy understands HTTP, so that faults may speak it.
     *
     * @return whether it does
     */
    public boolean speaksHttp() {
        return dialect == Dialect.http();
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

    /** Stops disturbing calls, and closes connections on which bytes were kept back or changed. */
    public void clear() {
        script.clear();
        relays.stream().filter(Relay::isHarmed).forEach(Relay::close);
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
                accept(listener.accept());
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void accept(SocketChannel client) throws IOException {
        Relay relay = new Relay(Wire.of(client), server, dialect, new Book(), threads);
        relays.add(relay);
        if (script.hangsUp()) {
            relay.reset();
        } else {
            threads.execute(relay::run);
        }
    }

    /** What was called, and by whom. */
    private final class Book implements Relay.Calls {
        @Override
        public ProxiedCall begin(Call call, Relay relay) {
            calls.add(call);
            return new ProxiedCall(relay, script.faultFor(call), closed);
        }

        @Override
        public void ended(Relay relay) {
            relays.remove(relay);
        }
    }

    /** Drops what is under way. Connections are refused from now on. */
    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            relays.forEach(Relay::close);
            threads.shutdown();
            threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "fault proxy at " + address() + " before " + server;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    }
}
