package io.quorumseal.api.spi;

import io.quorumseal.api.KekException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The HTTP proxy on the way to a server, found as an operator's other programs all find it: {@code HTTPS_PROXY}, or
 * {@code HTTP_PROXY} for plain HTTP, unless {@code NO_PROXY} names the server. What Java's own properties say
 * ({@code https.proxyHost} and the like) comes first. A loopback address is never reached through a proxy from the
 * environment.
 *
 * @param host where the proxy is
 * @param port its port
 * @param source what named it, for people
 */
public record HttpProxy(String host, int port, String source) {
    private static final int DEFAULT_PORT = 80;

    /**
     * Finds the proxy on the way to a server.
     *
     * @param server the server; scheme, host and port count
     * @param environment where to look
     * @return the proxy; empty if the way is direct
     * @throws KekException of kind {@code MISCONFIGURED} if the environment names one that cannot be used
     */
    public static Optional<HttpProxy> to(URI server, Environment environment) {
        return to(server, environment, Optional.ofNullable(ProxySelector.getDefault()));
    }

    static Optional<HttpProxy> to(URI server, Environment environment, Optional<ProxySelector> java) {
        Optional<HttpProxy> own = java.flatMap(selector -> selector.select(server).stream()
                .flatMap(proxy -> ofJava(proxy).stream())
                .findFirst());
        return own.isPresent() ? own : ofEnvironment(server, environment);
    }

    private static Optional<HttpProxy> ofJava(Proxy proxy) {
        return proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress at
                ? Optional.of(new HttpProxy(at.getHostString(), at.getPort(), "Java's system properties"))
                : Optional.empty();
    }

    private static Optional<HttpProxy> ofEnvironment(URI server, Environment environment) {
        String name = String.valueOf(server.getScheme()).toUpperCase(Locale.ROOT) + "_PROXY";
        return spellings(name)
                .filter(spelling -> environment.variable(spelling).isPresent())
                .findFirst()
                .filter(spelling -> !isExempt(server, environment))
                .map(spelling -> parse(spelling, environment.variable(spelling).orElseThrow()));
    }

    private static Stream<String> spellings(String name) {
        return Stream.of(name, name.toLowerCase(Locale.ROOT));
    }

    private static boolean isExempt(URI server, Environment environment) {
        return spellings("NO_PROXY")
                .flatMap(spelling -> environment.variable(spelling).stream())
                .findFirst()
                .map(NoProxy::parse)
                .orElse(NoProxy.NONE)
                .exempts(server);
    }

    private static HttpProxy parse(String name, String value) {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            if (uri.getRawUserInfo() != null) {
                throw unusable(name, "names a user of the proxy, which is not supported");
            }
            if (!"http".equalsIgnoreCase(uri.getScheme())) {
                throw unusable(name, "names no HTTP proxy that is spoken to without TLS, which alone is supported");
            }
            if (uri.getHost() != null) {
                return new HttpProxy(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), name);
            }
        } catch (URISyntaxException e) {
            // Its message quotes the value, in which a password may stand.
        }
        throw unusable(name, "is not of the form http://HOST:PORT");
    }

    private static KekException unusable(String name, String why) {
        return new KekException(
                KekException.Kind.MISCONFIGURED,
                "the environment variable " + name + " " + why
                        + "; name a proxy that can be used, or name the server in NO_PROXY");
    }

    /**
     * Gives the proxy as Java's connections take it.
     *
     * @return the proxy; its name is not looked up yet
     */
    public Proxy proxy() {
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * Describes it for people, so that nobody has to search for where a call went.
     *
     * @return a phrase such as "through the proxy squid:3128 of HTTPS_PROXY"
     */
    public String description() {
        return "through the proxy " + host + ":" + port + " of " + source;
    }
}
