package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.KekException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The URI of a keyset. After the scheme stands a path as the operating system spells it, without {@code ?}, or
 * {@code //} and an absolute path with percent escapes, as {@link Path#toUri()} makes it. The KEK that the keyset is
 * sealed under follows as {@code ?kek=URI}, with percent escapes.
 *
 * @param path the keyset's file
 * @param kek the other KEK's URI; empty if the keyset is in cleartext
 */
public record KeysetUri(Path path, Optional<String> kek) {
    static final String SEALED = "tink-keyset";
    static final String CLEARTEXT = "tink-keyset-insecure";
    private static final String KEK = "kek=";

    /**
     * Reads a URI.
     *
     * @throws KekException of kind {@code MISCONFIGURED} if it names no keyset
     */
    public static KeysetUri parse(String uri) {
        int colon = uri.indexOf(':');
        int mark = uri.indexOf('?');
        String scheme = uri.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
        Path path = path(uri, uri.substring(colon + 1, mark < 0 ? uri.length() : Math.max(mark, colon + 1)));
        Optional<String> query = mark < 0 ? Optional.empty() : Optional.of(uri.substring(mark + 1));
        return switch (scheme) {
            case SEALED -> new KeysetUri(path, Optional.of(kek(uri, query.orElse(""))));
            case CLEARTEXT -> cleartext(uri, path, query);
            default -> throw misconfigured(uri, "its scheme is neither " + SEALED + " nor " + CLEARTEXT);
        };
    }

    private static KeysetUri cleartext(String uri, Path path, Optional<String> query) {
        if (query.isPresent()) {
            throw misconfigured(uri, "a keyset in cleartext has no parameters");
        }
        return new KeysetUri(path, Optional.empty());
    }

    private static Path path(String uri, String rest) {
        if (rest.isEmpty()) {
            throw misconfigured(uri, "it names no path");
        }
        try {
            return rest.startsWith("//") ? Path.of(URI.create("file:" + rest)) : Path.of(rest);
        } catch (IllegalArgumentException e) {
            throw misconfigured(uri, e.toString());
        }
    }

    private static String kek(String uri, String query) {
        for (String parameter : query.split("&", -1)) {
            if (!parameter.startsWith(KEK)) {
                throw misconfigured(
                        uri,
                        "\"" + parameter.split("=", 2)[0] + "\" is not a parameter, kek is the only one; if it belongs"
                                + " to the other KEK's URI, write %26 for &");
            }
        }
        String kek = query.substring(KEK.length());
        if (kek.isEmpty() || kek.contains("&")) {
            throw misconfigured(uri, "it names " + (kek.isEmpty() ? "no" : "more than one") + " other KEK");
        }
        return decoded(uri, kek);
    }

    private static String decoded(String uri, String kek) {
        try {
            // The decoder is made for forms, where a plus is a space.
            return URLDecoder.decode(kek.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw misconfigured(uri, "the other KEK's URI has broken percent escapes");
        }
    }

    /** What stands behind the question mark is not shown: somebody may have put a secret there. */
    private static KekException misconfigured(String uri, String why) {
        return new KekException(
                KekException.Kind.MISCONFIGURED,
                "\"" + uri.split("\\?", 2)[0] + "\" does not name a keyset: " + why + "; write " + SEALED
                        + ":PATH?kek=URI, where URI names" + " the KEK that the keyset is sealed under");
    }
}
