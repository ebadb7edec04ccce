package io.quorumseal.provider.vault.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a URI.
 *
 * @param values each by its name
 */
record Query(Map<String, String> values) {
    static final String NAMESPACE = "namespace";
    static final String CA = "ca";
    static final String CLIENT_CERT = "client-cert";
    static final String CLIENT_KEY = "client-key";
    static final String TLS = "tls";
    static final String PREFIX = "prefix";
    static final String TOKEN_FILE = "token-file";
    static final String ROLE_ID = "role-id";
    static final String ROLE_ID_FILE = "role-id-file";
    static final String SECRET_ID_FILE = "secret-id-file";
    static final String KUBERNETES_ROLE = "kubernetes-role";
    static final String JWT_FILE = "jwt-file";
    static final String AUTH_MOUNT = "auth-mount";
    static final String KNOWN_AS = "known-as";

    static final List<String> KNOWN = List.of(
            NAMESPACE,
            CA,
            CLIENT_CERT,
            CLIENT_KEY,
            TLS,
            PREFIX,
            TOKEN_FILE,
            ROLE_ID,
            ROLE_ID_FILE,
            SECRET_ID_FILE,
            KUBERNETES_ROLE,
            JWT_FILE,
            AUTH_MOUNT,
            KNOWN_AS);

    private static final Set<String> SECRETS =
            Set.of("token", "secret-id", "jwt", "password", "client-token", "vault-token");

    /** Parses. No message quotes a value: it may be a secret in the wrong place. */
    static Query parse(Refusal refusal, Optional<String> raw) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : raw.map(text -> text.split("&")).orElse(new String[0])) {
            int equals = part.indexOf('=');
            String name = part.substring(0, Math.max(equals, 0));
            check(refusal, name);
            String value = decode(refusal, name, part.substring(equals + 1));
            if (values.put(name, value) != null) {
                throw refusal.because(name + "= stands in it twice");
            }
        }
        return new Query(Map.copyOf(values));
    }

    private static void check(Refusal refusal, String name) {
        if (SECRETS.contains(name)) {
            throw refusal.because(name + "= would put a secret into a URI, which is logged and shown; name a file by "
                    + TOKEN_FILE + "=, " + SECRET_ID_FILE + "= or " + JWT_FILE + "=, or set "
                    + Credential.EnvironmentToken.VARIABLE + ", and replace the secret");
        }
        if (!KNOWN.contains(name)) {
            throw refusal.because("a parameter of it is none of " + String.join("=, ", KNOWN) + "=");
        }
    }

    private static String decode(Refusal refusal, String name, String value) {
        try {
            // A plus is itself here; only forms make it a space.
            String decoded = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (decoded.isEmpty() || decoded.chars().anyMatch(Character::isISOControl)) {
                throw refusal.because(name + "= has no value, or one with control characters");
            }
            return decoded;
        } catch (IllegalArgumentException e) {
            throw refusal.because(name + "= holds a broken percent escape");
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Optional<Path> path(Refusal refusal, String name) {
        try {
            return text(name).map(Path::of);
        } catch (InvalidPathException e) {
            throw refusal.because(name + "= is no path");
        }
    }

    @Override
    public String toString() {
        return "Query" + values.keySet();
    }
}
