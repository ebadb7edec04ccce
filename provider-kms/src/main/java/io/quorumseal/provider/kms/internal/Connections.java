package io.quorumseal.provider.kms.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;

/**
 * Opens the SDK's connections. Each gets the time that its call has left: the SDK ends a call in time by closing its
 * socket, which does not help while the socket is being connected.
 */
final class Connections implements UrlConnectionFactory {

    @Override
    public HttpURLConnection createConnection(URI uri) {
        Endpoint.check(uri);
        int millis = (int) Math.min(CallThread.left().toMillis(), Integer.MAX_VALUE);
        if (millis < 1) {
            throw Failures.late();
        }
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
