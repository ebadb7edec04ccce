package io.quorumseal.tool;

import com.sun.net.httpserver.HttpServer;
import io.quorumseal.api.KekException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.tool.internal.page.PageAnswers;
import io.quorumseal.tool.internal.page.PageGuard;
import io.quorumseal.tool.internal.page.PageHandler;
import io.quorumseal.tool.internal.page.PageMetrics;
import io.quorumseal.tool.internal.page.PageThreads;
import io.quorumseal.tool.internal.page.PageTls;
import io.quorumseal.tool.internal.page.PageToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a node says of itself, over HTTP. {@code /} is a page for people, which updates itself; {@code /status.json} is
 * what the command {@code status --json} prints; {@code /metrics} is for Prometheus; {@code /health} answers 200 while the
 * node is ready and 503 otherwise, with the word and the reason.
 *
 * <p><b>Guarantees.</b> Nothing is changed through it, and nothing secret is shown. It listens on the loopback interface,
 * where it answers to no name but {@code localhost}, so that no website can have a browser read it; on any other address it
 * listens only with TLS and a token. Four threads serve, a request has ten seconds, and the node is asked at most once a
 * second.
 *
 * <p><b>The caller must</b> close it before the runtime: until then its threads keep the process alive. Without a token
 * every user of the machine can read what is on the loopback interface.
 *
 * <p>Safe for use by several threads.
 */
public final class StatusPage implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpServer server;
    private final PageThreads threads;
    private final PageMetrics metrics;
    private final URI uri;

    private StatusPage(HttpServer server, PageThreads threads, PageMetrics metrics, URI uri) {
        this.server = server;
        this.threads = threads;
        this.metrics = metrics;
        this.uri = uri;
    }

    /**
     * Serves the page on a free port of the loopback interface.
     *
     * @param seal the node's runtime; stays the caller's to close
     * @return the page
     * @throws StartupRefusedException as {@link Builder#serve} does
     */
    public static StatusPage serve(QuorumSeal seal) {
        return builder(seal).serve();
    }

    /**
     * Begins to say where and to whom the page is served.
     *
     * @param seal the node's runtime; stays the caller's to close
     * @return a builder
     */
    public static Builder builder(QuorumSeal seal) {
        return new Builder(seal);
    }

    /**
     * Tells where the page is.
     *
     * @return its address, for a browser
     */
    public URI uri() {
        return uri;
    }

    /** Stops serving. Whoever is being answered is cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.close();
        metrics.close();
    }

    /** Says where and to whom the page is served. For one thread. */
    public static final class Builder {
        private final QuorumSeal seal;
        private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        private Optional<Path> token = Optional.empty();
        private Optional<PageTls> tls = Optional.empty();
        private Optional<Supplier<String>> metrics = Optional.empty();
        private Duration patience = PATIENCE;

        private Builder(QuorumSeal seal) {
            this.seal = seal;
        }

        /**
         * Listens there, and not on a free port of the loopback interface.
         *
         * @param where an address of this machine, and a port; 0 for a free one
         * @return this
         */
        public Builder address(InetSocketAddress where) {
            address = where;
            return this;
        }

        /**
         * Answers only those who bring a token: as a bearer token (RFC 6750), or as the password that a browser asks for,
         * beside any name.
         *
         * @param file has the token: 32 to 1,024 visible ASCII characters, after which a line may end. The rule for key
         *     files ({@link io.quorumseal.api.spi.GuardedFile}) holds for it. It is read once
         * @return this
         */
        public Builder token(Path file) {
            token = Optional.of(file);
            return this;
        }

        /**
         * Speaks TLS, in the versions that the JDK allows: 1.2 and 1.3, unless it was told otherwise.
         *
         * @param keyStore a PKCS #12 file with the server's key and certificates. The rule for key files holds for it. It is
         *     read once: a new certificate needs a new page
         * @param password a file with the password of the key store and its key: 1 to 1,024 bytes of UTF-8, after which a
         *     line may end. The rule holds for it, too
         * @return this
         */
        public Builder tls(Path keyStore, Path password) {
            tls = Optional.of(new PageTls(keyStore, password));
            return this;
        }

        /**
         * Answers {@code /metrics} by what a registry of the vendor's tells. Without this there are meters of the page's
         * own, if {@code quorumseal-metrics-micrometer} and {@code micrometer-registry-prometheus} are on the path.
         *
         * @param scrape gives all metrics in the text format of Prometheus, version 0.0.4; several threads call it
         * @return this
         */
        public Builder metrics(Supplier<String> scrape) {
            metrics = Optional.of(scrape);
            return this;
        }

        /** Gives a request another time than ten seconds, for tests that do not wait for so long. */
        Builder patience(Duration time) {
            patience = time;
            return this;
        }

        /**
         * Begins to serve.
         *
         * @return the page
         * @throws StartupRefusedException with refusal {@code CONFIGURATION} if the address is not of the loopback interface
         *     and TLS or a token is missing, if one of the files is missing, wrong or open to others, or if the address
         *     cannot be listened on
         */
        public StatusPage serve() {
            requireSafe();
            Optional<PageToken> secret = token.map(file -> guarded(() -> PageToken.read(file)));
            HttpServer server = guarded(this::server);
            PageThreads threads = new PageThreads(patience);
            PageMetrics scraped = metrics.map(PageMetrics::of).orElseGet(() -> PageMetrics.ofNode(seal));
            PageGuard guard = new PageGuard(isLoopback(), secret);
            var unused = server.createContext("/", new PageHandler(guard, new PageAnswers(seal, scraped)));
            server.setExecutor(threads);
            server.start();
            return new StatusPage(server, threads, scraped, uri(server.getAddress()));
        }

        private boolean isLoopback() {
            return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
        }

        private void requireSafe() {
            if (address.isUnresolved()) {
                throw refused("has an address that is no address of a machine (" + address + "); name an IP address");
            }
            if (!isLoopback() && (tls.isEmpty() || token.isEmpty())) {
                throw refused("may listen on " + address + ", where others can reach it, only with TLS and a token;"
                        + " give both, or listen on 127.0.0.1");
            }
        }

        private HttpServer server() throws IOException {
            return tls.isPresent() ? tls.get().server(address, BACKLOG) : HttpServer.create(address, BACKLOG);
        }

        private URI uri(InetSocketAddress bound) {
            String host = bound.getAddress().getHostAddress();
            String named = host.contains(":") ? "[" + host + "]" : host;
            return URI.create((tls.isPresent() ? "https" : "http") + "://" + named + ":" + bound.getPort() + "/");
        }

        private interface Step<T> {
            T run() throws IOException;
        }

        private <T> T guarded(Step<T> step) {
            try {
                return step.run();
            } catch (KekException e) {
                throw refused("cannot be served: " + e.getMessage(), e);
            } catch (IOException e) {
                throw refused(
                        "cannot listen on " + address + " (" + e.getMessage()
                                + "); name an address of this machine and a port that nobody has",
                        e);
            }
        }

        private static StartupRefusedException refused(String found) {
            return new StartupRefusedException(Refusal.CONFIGURATION, "the status page " + found);
        }

        private static StartupRefusedException refused(String found, Exception cause) {
            return new StartupRefusedException(Refusal.CONFIGURATION, "the status page " + found, cause);
        }
    }
}
