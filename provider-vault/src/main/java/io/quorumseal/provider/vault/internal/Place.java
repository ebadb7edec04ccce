package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.spi.Environment;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where Vault answers.
 *
 * @param plain whether by HTTP without TLS
 * @param host the host
 * @param port the port
 * @param prefix what stands in front of {@code /v1} behind a reverse proxy: empty, or {@code /PATH}
 * @param byEnvironment whether the environment named it
 */
record Place(boolean plain, String host, int port, String prefix, boolean byEnvironment) {
    static final String VARIABLE = "VAULT_ADDR";

    private static final int DEFAULT_PORT = 8200;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(0*:)*:?0*1]");
    private static final Pattern PREFIX = Pattern.compile("(/[\\w.~-]+)*");

    String address() {
        return (plain ? "http://" : "https://") + authority() + prefix;
    }

    String authority() {
        return host + ":" + port;
    }

    boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }

    Place behind(String other) {
        return new Place(plain, host, port, other, byEnvironment);
    }

    /** Reads the host that the URI of a key names; empty if it names none. */
    static Optional<Place> of(URI uri, boolean plain, Refusal refusal) {
        if (uri.getRawAuthority() == null) {
            return Optional.empty();
        }
        return Optional.of(new Place(
                plain, host(uri, "it", refusal), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), "", false));
    }

    /** Reads what the environment names. */
    static Place of(Environment environment, Refusal refusal) {
        String text = environment
                .variable(VARIABLE)
                .orElseThrow(() -> refusal.because("it names no host, and " + VARIABLE + " is not set"));
        URI uri = syntax(text, refusal);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String prefix = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        if (!scheme.matches("https?")
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !isPrefix(prefix)) {
            throw refusal.because(VARIABLE + " is not of the form https://HOST:PORT, or https://HOST:PORT/PREFIX");
        }
        boolean plain = scheme.equals("http");
        int port = plain ? HTTP : HTTPS;
        return new Place(plain, host(uri, VARIABLE, refusal), uri.getPort() < 0 ? port : uri.getPort(), prefix, true);
    }

    static boolean isPrefix(String text) {
        return PREFIX.matcher(text).matches();
    }

    /** The variable's value is not shown: a password may stand in it. */
    private static URI syntax(String text, Refusal refusal) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw refusal.because(VARIABLE + " is no URL");
        }
    }

    private static String host(URI uri, String where, Refusal refusal) {
        if (uri.getHost() != null) {
            return uri.getHost();
        }
        throw refusal.because(
                String.valueOf(uri.getRawAuthority()).contains("_")
                        ? "the host that " + where + " names has an underscore, which no name of a host may have"
                                + " (RFC 952) and Java does not connect to; give it another name in DNS, or name its"
                                + " address"
                        : where + " names no host");
    }
}
