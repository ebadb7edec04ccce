package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A URI of this module's own schemes: a path, as {@link KeyFileUri} has it, and after {@code ?} parameters, separated
 * by {@code &}, their values with percent escapes.
 *
 * @param scheme the scheme, in lower case
 * @param path the path
 * @param options the parameters
 */
record KeyUri(String scheme, Path path, Options options) {

    static KeyUri parse(String uri, Set<String> known) {
        int colon = uri.indexOf(':');
        String scheme = uri.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
        String where = "the KEK's URI of scheme " + scheme;
        String rest = uri.substring(colon + 1);
        int mark = rest.indexOf('?');
        List<String> query = mark < 0 || mark == rest.length() - 1
                ? List.of()
                : List.of(rest.substring(mark + 1).split("&", -1));
        Options options = Options.parse(
                where, query.stream().map(text -> unescape(where, text)).toList(), known);
        return new KeyUri(scheme, path(options, mark < 0 ? rest : rest.substring(0, mark)), options);
    }

    private static String unescape(String where, String text) {
        try {
            // A plus sign stands for itself in a path.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new KekException(
                    KekException.Kind.MISCONFIGURED,
                    where + ": % starts an escape of two digits; write %25 for itself");
        }
    }

    private static Path path(Options options, String text) {
        try {
            return KeyFileUri.path(text).orElseThrow(() -> options.wrong("it names no path; write it after the colon"));
        } catch (IllegalArgumentException e) {
            throw options.wrong("it names no path that this system knows; write SCHEME:PATH, or SCHEME:///ABSOLUTE/PATH"
                    + " with percent escapes");
        }
    }

    /** Tells the scheme and the path. */
    String name() {
        return scheme + ":" + path;
    }
}
