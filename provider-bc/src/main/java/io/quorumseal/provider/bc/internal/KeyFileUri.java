package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The URI of a key file. After the scheme stands a path as the operating system spells it, or {@code //} and an
 * absolute path with percent escapes, as {@link Path#toUri()} makes it.
 *
 * @param v0 whether the reference's blobs are asked for
 * @param path the key file
 */
record KeyFileUri(boolean v0, Path path) {
    static final String BOUND = "file";
    static final String V0 = "file-v0";

    static KeyFileUri parse(String uri) {
        int colon = uri.indexOf(':');
        String scheme = uri.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
        if (!scheme.equals(BOUND) && !scheme.equals(V0)) {
            throw misconfigured(uri, "its scheme is neither " + BOUND + " nor " + V0);
        }
        try {
            Path path = path(uri.substring(colon + 1)).orElseThrow(() -> misconfigured(uri, "it names no path"));
            return new KeyFileUri(scheme.equals(V0), path);
        } catch (IllegalArgumentException e) {
            throw misconfigured(uri, e.toString());
        }
    }

    /** Reads what stands after the scheme; empty if nothing does. */
    static Optional<Path> path(String rest) {
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(rest.startsWith("//") ? Path.of(URI.create("file:" + rest)) : Path.of(rest));
    }

    private static KekException misconfigured(String uri, String why) {
        return new KekException(
                KekException.Kind.MISCONFIGURED,
                "\"" + uri + "\" does not name a key file: " + why
                        + "; write file:PATH, or file:///ABSOLUTE/PATH with percent escapes");
    }
}
