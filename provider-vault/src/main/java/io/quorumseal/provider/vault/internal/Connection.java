package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.HttpProxy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * HTTP to one Vault. Follows no redirect: the token would go along. Holds each exchange, its body included, to a
 * deadline and to a length, and ends those that are on their way when it is closed.
 */
final class Connection implements AutoCloseable {
    /** The longest answer that is read, in bytes; the largest batch of unwrapped DEKs stays far below. */
    static final int LONGEST_ANSWER = 1_048_576;

    /** What the JDK says when a proxy refuses to connect; the status is all that the proxy has a say in. */
    private static final String REFUSED_BY_PROXY = "Tunnel failed, got: ";

    private static final Pattern TUNNEL = Pattern.compile("^" + REFUSED_BY_PROXY + "(\\d{3})");
    private static final int PROXY_WANTS_LOGIN = 407;

    private final String address;
    private final Optional<String> namespace;
    /** For messages: how to get there, if not directly. */
    private final String way;

    private final ExecutorService threads = Executors.newCachedThreadPool(Connection::daemon);
    /** Each under a key of its own. */
    private final Map<Object, CompletableFuture<?>> onTheirWay = new ConcurrentHashMap<>();

    private final HttpClient client;
    private volatile boolean closed;

    Connection(String address, Optional<String> namespace, Optional<SSLContext> tls, Optional<HttpProxy> proxy) {
        this.address = address;
        this.namespace = namespace;
        this.way = proxy.map(known -> ", " + known.description()).orElse("");
        // A Vault agent in between does not understand the upgrade to HTTP/2.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads);
        tls.ifPresent(builder::sslContext);
        proxy.ifPresent(known ->
                builder.proxy(ProxySelector.of((InetSocketAddress) known.proxy().address())));
        this.client = builder.build();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "quorumseal-vault");
        thread.setDaemon(true);
        return thread;
    }

    String address() {
        return address;
    }

    Optional<String> namespace() {
        return namespace;
    }

    Answer get(String path, String token, Deadline deadline) {
        return send(request(path, token).GET().build(), deadline);
    }

    Answer post(String path, String token, byte[] body, Deadline deadline) {
        return send(request(path, token).POST(BodyPublishers.ofByteArray(body)).build(), deadline);
    }

    private HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/v1/" + path))
                .header("X-Vault-Token", token)
                .header("X-Vault-Request", "true");
        namespace.ifPresent(name -> request.header("X-Vault-Namespace", name));
        return request;
    }

    private Answer send(HttpRequest request, Deadline deadline) {
        try {
            HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray(), deadline);
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Tells the client for those who know only the JDK's. */
    HttpClient within(Deadline deadline) {
        return new DeadlineClient(this, client, deadline);
    }
    /** Sends, and waits for the whole answer. */
    <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler, Deadline deadline)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer =
                client.sendAsync(request, info -> new LimitedBody<>(handler.apply(info), LONGEST_ANSWER));
        Object call = new Object();
        onTheirWay.put(call, answer);
        try {
            if (closed) {
                throw closed();
            }
            return answered(answer.get(deadline.left(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no complete answer in time");
        } catch (ExecutionException | CancellationException e) {
            if (closed) {
                throw closed();
            }
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        } finally {
            onTheirWay.remove(call);
            answer.cancel(true);
        }
    }

    /** Only a proxy asks to be logged in to; the JDK gives that answer out as if it were the server's. */
    private static <T> HttpResponse<T> answered(HttpResponse<T> answer) throws IOException {
        if (answer.statusCode() == PROXY_WANTS_LOGIN) {
            throw new IOException(REFUSED_BY_PROXY + PROXY_WANTS_LOGIN);
        }
        return answer;
    }

    static RejectedException closed() {
        return new RejectedException(RejectedException.Reason.CLOSED, "this KEK was closed; open it again");
    }

    KekException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new KekException(
                KekException.Kind.UNREACHABLE, "the call to " + address + " was given up by an interrupt", cause);
    }

    /**
     * Says why there was no answer. Of texts that HTTP's parser makes nothing is told: they quote what was received.
     */
    KekException unreachable(IOException why) {
        if (isOfTls(why)) {
            return new KekException(
                    KekException.Kind.MISCONFIGURED,
                    "TLS with " + address + " failed (" + why.getMessage() + "); check ca=, client-cert=, client-key="
                            + " and the name in the server's certificate",
                    why);
        }
        Matcher refused = TUNNEL.matcher(String.valueOf(why.getMessage()));
        if (refused.find()) {
            return new KekException(
                    KekException.Kind.UNREACHABLE,
                    "the proxy on the way to " + address + way + " refuses to connect there (status " + refused.group(1)
                            + "); have the proxy let it through, or name the host in NO_PROXY");
        }
        return new KekException(
                KekException.Kind.UNREACHABLE,
                "no answer from " + address + " (" + why.getClass().getSimpleName() + way
                        + "); check the address, the network and that Vault runs"
                        + (address.startsWith("https:") ? ", and that it wants no other client-cert=" : ""),
                why instanceof ConnectException || why instanceof HttpTimeoutException ? why : null);
    }

    /** A connection that was cut during the handshake is no fault of the certificates. */
    private static boolean isOfTls(Throwable why) {
        for (Throwable one = why; one != null; one = one.getCause()) {
            if (one instanceof SSLException) {
                return !(one.getCause() instanceof IOException) || one.getCause() instanceof SSLException;
            }
            if (one instanceof SocketException) {
                return false;
            }
        }
        return false;
    }

    /** Ends what is on its way. The client's own thread ends when the client is collected. */
    @Override
    public void close() {
        closed = true;
        onTheirWay.forEach((call, answer) -> answer.cancel(true));
        threads.shutdown();
    }
}
