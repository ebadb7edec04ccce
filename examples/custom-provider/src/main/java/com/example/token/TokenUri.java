package com.example.token;

import io.quorumseal.api.KekException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The URI of a key in a token. All paths are absolute; percent escapes are decoded.
 *
 * @param config the configuration of the JDK's PKCS#11 provider: name, library and slot
 * @param alias the key's label in the token
 * @param pinFile the file that holds the PIN
 */
record TokenUri(Path config, String alias, Path pinFile) {
    static final String SCHEME = "pkcs11";

    private static final String FORM = "write pkcs11:/CONFIG-FILE?alias=NAME&pin-file=/PATH";

    static TokenUri parse(String uri) {
        URI parsed = uri(uri);
        if (parsed.getPath() == null || parsed.getFragment() != null) {
            throw misconfigured("it names no absolute path, or has a fragment");
        }
        Map<String, String> parameters = parameters(parsed.getRawQuery());
        String alias = take(parameters, "alias");
        String pinFile = take(parameters, "pin-file");
        if (!parameters.isEmpty()) {
            // Names only: a value may be a PIN.
            throw misconfigured("parameters " + parameters.keySet() + " are unknown, alias and pin-file are known;"
                    + " a PIN has no place in a URI, which shows in logs and in lists of processes");
        }
        return new TokenUri(path(parsed.getPath()), alias, path(pinFile));
    }

    private static URI uri(String uri) {
        try {
            return URI.create(uri);
        } catch (IllegalArgumentException e) {
            // Without the cause, which quotes the URI: there may be a PIN in it.
            throw misconfigured("it is not a URI; escape what needs escaping by %XX");
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            if (pair.length != 2 || parameters.put(pair[0], decoded(pair[1])) != null) {
                throw misconfigured("a parameter has no value, or is there twice");
            }
        }
        return parameters;
    }

    /** A plus sign is a plus sign here, other than in forms. */
    private static String decoded(String value) {
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String take(Map<String, String> parameters, String name) {
        String value = parameters.remove(name);
        if (value == null || value.isEmpty()) {
            throw misconfigured("the parameter " + name + " is missing");
        }
        return value;
    }

    private static Path path(String path) {
        try {
            return Path.of(path);
        } catch (IllegalArgumentException e) {
            throw misconfigured("a path in it is none");
        }
    }

    private static KekException misconfigured(String why) {
        return new KekException(
                KekException.Kind.MISCONFIGURED, "the URI does not name a key in a token: " + why + "; " + FORM);
    }

    @Override
    public String toString() {
        return SCHEME + ":" + config + "?alias=" + alias + "&pin-file=" + pinFile;
    }
}
