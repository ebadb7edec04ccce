package io.quorumseal.provider.vault.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The URI of a key in Vault's Transit engine.
 *
 * @param address where Vault answers, as {@code https://HOST:PORT}
 * @param mount where the engine is mounted, without slashes at the ends
 * @param key the key's name
 * @param namespace the namespace, if there are any
 * @param knownAs what the key's fingerprint is made of: its full path, or an earlier one
 * @param trust what TLS is done with
 * @param credential what a token is got by
 */
record VaultUri(
        String address,
        String mount,
        String key,
        Optional<String> namespace,
        String knownAs,
        Trust trust,
        Credential credential) {
    static final String SCHEME = "vault-transit";
    static final String INSECURE = "vault-transit-insecure";

    private static final int DEFAULT_PORT = 8200;
    private static final Path KUBERNETES_JWT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    private static final Pattern NAME = Pattern.compile("\\w([\\w.-]*\\w)?");
    private static final Pattern PATH = Pattern.compile(NAME + "(/" + NAME + ")*");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(0*:)*:?0*1]");

    /** Reads what the environment holds; by name, so that a test has its own. */
    interface Environment {
        @Nullable
        String variable(String name);
    }

    static VaultUri parse(String text, Environment environment) {
        return new Parser(text, environment).parse();
    }

    /** Names the key in Vault's paths. */
    String path(String operation) {
        return mount + "/" + operation + "/" + key;
    }

    /** Tells the URI without what only this node has to know. */
    String description() {
        return SCHEME + ":" + address + "/" + mount + "/" + key
                + namespace.map(name -> " in namespace " + name).orElse("");
    }

    /** Takes one URI apart. */
    private static final class Parser {
        private final URI uri;
        private final Environment environment;
        private final Refusal refusal;
        private final Query query;

        Parser(String text, Environment environment) {
            this.uri = syntax(text);
            this.environment = environment;
            this.refusal = new Refusal(shown(uri));
            this.query = Query.parse(refusal, Optional.ofNullable(uri.getRawQuery()));
        }

        private static URI syntax(String text) {
            try {
                URI uri = new URI(text);
                if (uri.getRawUserInfo() != null
                        || String.valueOf(uri.getRawAuthority()).contains("@")) {
                    throw new Refusal(uri.getScheme() + "://…")
                            .because("a user or a password stands in it, which is logged and shown");
                }
                return uri;
            } catch (URISyntaxException e) {
                throw new Refusal(text.replaceAll("(?s):.*", ":…"))
                        .because(e.getReason() + " at place " + e.getIndex());
            }
        }

        private static String shown(URI uri) {
            return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        }

        VaultUri parse() {
            List<String> path = path();
            String mount = String.join("/", path.subList(0, path.size() - 1));
            String key = path.get(path.size() - 1);
            Optional<String> namespace = checked(Query.NAMESPACE);
            String own = namespace.map(name -> name + "/").orElse("") + mount + "/" + key;
            return new VaultUri(
                    address(), mount, key, namespace, checked(Query.KNOWN_AS).orElse(own), trust(), credential());
        }

        private List<String> path() {
            String path = String.valueOf(uri.getRawPath());
            if (uri.getRawFragment() != null
                    || !path.startsWith("/")
                    || !PATH.matcher(path.substring(1)).matches()
                    || path.indexOf('/', 1) < 0) {
                throw refusal.because("its path is not /MOUNT/KEY of letters, digits, dots, dashes and underscores");
            }
            return List.of(path.substring(1).split("/"));
        }

        private String address() {
            if (uri.getHost() == null) {
                throw refusal.because("it names no host");
            }
            int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
            return (isPlain() ? "http://" : "https://") + uri.getHost() + ":" + port;
        }

        private boolean isPlain() {
            boolean off = query.has(Query.TLS);
            if (off && !query.text(Query.TLS).equals(Optional.of("off"))) {
                throw refusal.because("tls= can only be off");
            }
            boolean insecure = scheme().equals(INSECURE);
            if (off && !insecure && !LOOPBACK.matcher(uri.getHost()).matches()) {
                throw refusal.because("without TLS anybody on the way reads tokens and DEKs, so tls=off is for loopback"
                        + " addresses only; leave it away, or say that you accept this by the scheme " + INSECURE);
            }
            return off || insecure;
        }

        private String scheme() {
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals(SCHEME) && !scheme.equals(INSECURE)) {
                throw refusal.because("its scheme is neither " + SCHEME + " nor " + INSECURE);
            }
            return scheme;
        }

        private Optional<String> checked(String name) {
            Optional<String> value = query.text(name).map(text -> text.replaceAll("^/|/$", ""));
            if (value.isPresent() && !PATH.matcher(value.get()).matches()) {
                throw refusal.because(name + "= is not a path in Vault");
            }
            return value;
        }

        private Trust trust() {
            if (query.has(Query.CLIENT_CERT) != query.has(Query.CLIENT_KEY)) {
                throw refusal.because("of client-cert= and client-key= only one is there");
            }
            Trust trust = new Trust(
                    query.path(refusal, Query.CA),
                    query.path(refusal, Query.CLIENT_CERT),
                    query.path(refusal, Query.CLIENT_KEY));
            if (isPlain() && !trust.isDefault()) {
                throw refusal.because("it names certificates, and no TLS to use them in");
            }
            return trust;
        }

        private Credential credential() {
            List<String> kinds = Stream.of(Query.TOKEN_FILE, Query.ROLE_ID, Query.ROLE_ID_FILE, Query.KUBERNETES_ROLE)
                    .filter(query::has)
                    .toList();
            if (kinds.size() > 1) {
                throw refusal.because(String.join("= and ", kinds) + "= exclude each other");
            }
            checkCompany(kinds.isEmpty() ? "" : kinds.get(0));
            return kinds.isEmpty() ? fromEnvironment() : fromQuery(kinds.get(0));
        }

        private void checkCompany(String kind) {
            boolean appRole = kind.startsWith(Query.ROLE_ID);
            boolean kubernetes = kind.equals(Query.KUBERNETES_ROLE);
            if (query.has(Query.SECRET_ID_FILE) != appRole) {
                throw refusal.because("secret-id-file= and role-id= or role-id-file= belong together");
            }
            if (query.has(Query.JWT_FILE) && !kubernetes) {
                throw refusal.because("jwt-file= belongs to kubernetes-role=");
            }
            if (query.has(Query.AUTH_MOUNT) && !appRole && !kubernetes) {
                throw refusal.because("auth-mount= belongs to a login by role-id= or kubernetes-role=");
            }
        }

        private Credential fromEnvironment() {
            String token = environment.variable(Credential.EnvironmentToken.VARIABLE);
            if (token == null || token.isBlank()) {
                throw refusal.because("it says no way to get a token (token-file=, role-id= with secret-id-file=,"
                        + " kubernetes-role=), and " + Credential.EnvironmentToken.VARIABLE + " is not set");
            }
            return new Credential.EnvironmentToken(token.strip());
        }

        private Credential fromQuery(String kind) {
            return switch (kind) {
                case Query.TOKEN_FILE -> new Credential.TokenFile(file(Query.TOKEN_FILE));
                case Query.KUBERNETES_ROLE ->
                    new Credential.Kubernetes(
                            checked(Query.AUTH_MOUNT).orElse("kubernetes"),
                            query.text(Query.KUBERNETES_ROLE).orElseThrow(),
                            query.path(refusal, Query.JWT_FILE).orElse(KUBERNETES_JWT));
                default ->
                    new Credential.AppRole(
                            checked(Query.AUTH_MOUNT).orElse("approle"), roleId(), file(Query.SECRET_ID_FILE));
            };
        }

        private Credential.RoleId roleId() {
            return query.has(Query.ROLE_ID)
                    ? new Credential.RoleId.Given(query.text(Query.ROLE_ID).orElseThrow())
                    : new Credential.RoleId.InFile(file(Query.ROLE_ID_FILE));
        }

        private Path file(String name) {
            return query.path(refusal, name).orElseThrow();
        }
    }
}
