package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.spi.Environment;
import io.quorumseal.api.spi.HttpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;

/**
 * Opens the SDK's connections. Each gets the time that its call has left: the SDK ends a call in time by closing its
 * socket, which does not help while the socket is being connected.
 */
final class Connections implements UrlConnectionFactory {
    private final Environment environment;
    private volatile Optional<HttpProxy> way = Optional.empty();

    Connections(Environment environment) {
        this.environment = environment;
    }

    @Override
    public HttpURLConnection createConnection(URI uri) {
        Endpoint.check(uri);
        int millis = (int) Math.min(CallThread.left().toMillis(), Integer.MAX_VALUE);
        if (millis < 1) {
            throw Failures.late(CallThread.Party.KMS);
        }
        Optional<HttpProxy> proxy = HttpProxy.to(uri, environment);
        if (proxy.isPresent()) {
            way = proxy;
        }
        try {
            HttpURLConnection connection = open(uri, proxy);
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpURLConnection open(URI uri, Optional<HttpProxy> proxy) throws IOException {
        return (HttpURLConnection)
                (proxy.isPresent()
                        ? uri.toURL().openConnection(proxy.get().proxy())
                        : uri.toURL().openConnection());
    }

    /** Tells people which proxy was on the way last: empty, or a phrase that begins with a comma. */
    String way() {
        return way.map(proxy -> ", " + proxy.description()).orElse("");
    }
}
