package io.quorumseal.provider.kms.internal;

import java.net.URI;
import java.util.regex.Pattern;

/** Where KMS may be: anywhere by TLS; without TLS, which would show every DEK, on this machine only. */
final class Endpoint {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private Endpoint() {}

    static URI parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw KmsUri.misconfigured("the endpoint is not a URL");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
            throw KmsUri.misconfigured("the endpoint is not of the form https://HOST or https://HOST:PORT");
        }
        check(uri);
        return uri;
    }

    /** Refuses to send anything there in the clear. */
    static void check(URI uri) {
        boolean local = uri.getHost() != null && LOOPBACK.matcher(uri.getHost()).matches();
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !("http".equalsIgnoreCase(uri.getScheme()) && local)) {
            throw KmsUri.misconfigured("the endpoint " + uri.getScheme() + "://" + uri.getHost()
                    + " would get the DEKs in the clear; use https, or http to 127.0.0.1 for tests");
        }
    }
}
