package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.spi.Environment;
import io.quorumseal.api.spi.HttpProxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The URI of a key in Vault's Transit engine.
 *
 * @param name what people call it: scheme, host, mount and key
 * @param place where Vault answers
 * @param mount where the engine is mounted, without slashes at the ends
 * @param key the key's name
 * @param namespace the namespace, if there are any
 * @param knownAs what the key's fingerprint is made of: its full path, or an earlier one
 * @param trust what TLS is done with
 * @param credential what a token is got by
 * @param proxy the HTTP proxy on the way, if there is one
 * @param taken what was taken from the environment because the URI does not say it
 */
record VaultUri(
        String name,
        Place place,
        String mount,
        String key,
        Optional<String> namespace,
        String knownAs,
        Trust trust,
        Credential credential,
        Optional<HttpProxy> proxy,
        List<String> taken) {
    static final String SCHEME = "vault-transit";
    static final String INSECURE = "vault-transit-insecure";

    private static final String NAMESPACE = "VAULT_NAMESPACE";
    private static final String CA = "VAULT_CACERT";
    private static final String CLIENT_CERT = "VAULT_CLIENT_CERT";
    private static final String CLIENT_KEY = "VAULT_CLIENT_KEY";
    private static final Path KUBERNETES_JWT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    private static final Pattern NAME = Pattern.compile("\\w([\\w.-]*\\w)?");
    private static final Pattern PATH = Pattern.compile(NAME + "(/" + NAME + ")*");

    static VaultUri parse(String text, Environment environment) {
        return new Parser(text, environment).parse();
    }

    /** Names the key in Vault's paths. */
    String path(String operation) {
        return mount + "/" + operation + "/" + key;
    }

    String address() {
        return place.address();
    }

    /** Tells the URI without what only this node has to know, and what came from elsewhere. */
    String description() {
        return name
                + namespace.map(space -> " in namespace " + space).orElse("")
                + (taken.isEmpty() ? "" : ", " + String.join(", ", taken))
                + proxy.map(way -> ", " + way.description()).orElse("");
    }

    /** Takes one URI apart. */
    private static final class Parser {
        private final URI uri;
        private final Environment environment;
        private final Refusal refusal;
        private final Query query;
        private final List<String> taken = new ArrayList<>();

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

        /** Shows nothing of a URI in which nothing is where it belongs. */
        private static String shown(URI uri) {
            return uri.isOpaque()
                    ? uri.getScheme() + ":…"
                    : uri.getScheme() + "://" + Objects.toString(uri.getRawAuthority(), "") + uri.getRawPath();
        }

        VaultUri parse() {
            List<String> path = path();
            String mount = String.join("/", path.subList(0, path.size() - 1));
            String key = path.get(path.size() - 1);
            Place place = place();
            Optional<String> namespace = namespace();
            String own = namespace.map(space -> space + "/").orElse("") + mount + "/" + key;
            return new VaultUri(
                    name(place, mount + "/" + key),
                    place,
                    mount,
                    key,
                    namespace,
                    checked(Query.KNOWN_AS).orElse(own),
                    trust(place),
                    credential(),
                    HttpProxy.to(URI.create(place.address()), environment),
                    List.copyOf(taken));
        }

        private String name(Place place, String path) {
            List<String> shown = new ArrayList<>();
            if (place.plain() && !isInsecure()) {
                shown.add(Query.TLS + "=off");
            }
            if (!place.prefix().isEmpty()) {
                shown.add(Query.PREFIX + "=" + place.prefix());
            }
            return (isInsecure() ? INSECURE : SCHEME) + "://" + place.authority() + "/" + path
                    + (shown.isEmpty() ? "" : "?" + String.join("&", shown));
        }

        private Optional<String> namespace() {
            return checked(Query.NAMESPACE)
                    .or(() -> fromEnvironment(NAMESPACE, Query.NAMESPACE).map(space -> path(NAMESPACE, space)));
        }

        /** Takes what the URI does not say, and notes that. */
        private Optional<String> fromEnvironment(String variable, String what) {
            Optional<String> value = environment.variable(variable);
            value.ifPresent(found -> taken.add(what + " by " + variable));
            return value;
        }

        private List<String> path() {
            if (uri.isOpaque()) {
                boolean http = uri.getRawSchemeSpecificPart().matches("(?is)https?:.*");
                throw refusal.because("behind its scheme stand no slashes" + (http ? ", but http: or https:" : "")
                        + ": it is https: unless tls=off or the scheme " + INSECURE + " says otherwise");
            }
            String path = String.valueOf(uri.getRawPath());
            if (uri.getRawFragment() != null
                    || !path.startsWith("/")
                    || !PATH.matcher(path.substring(1)).matches()
                    || path.indexOf('/', 1) < 0) {
                throw refusal.because("its path is not /MOUNT/KEY of letters, digits, dots, dashes and underscores");
            }
            return List.of(path.substring(1).split("/"));
        }

        private Place place() {
            boolean off = isTlsOff();
            Place place = Place.of(uri, off || isInsecure(), refusal).orElseGet(this::placeOfEnvironment);
            if (place.plain() && !isInsecure() && !place.isLoopback()) {
                throw refusal.because(
                        "without TLS anybody on the way reads tokens and DEKs, so tls=off and http: are for"
                                + " loopback addresses only; leave TLS on, or say that you accept this by the scheme "
                                + INSECURE);
            }
            if (off && !place.plain()) {
                throw refusal.because("it says tls=off, and " + Place.VARIABLE + " says https:");
            }
            return query.text(Query.PREFIX).map(this::prefix).map(place::behind).orElse(place);
        }

        private Place placeOfEnvironment() {
            Place place = Place.of(environment, refusal);
            taken.add("address by " + Place.VARIABLE);
            return place;
        }

        private String prefix(String text) {
            String prefix = "/" + text.replaceAll("^/|/$", "");
            if (!Place.isPrefix(prefix)) {
                throw refusal.because("prefix= is not a path of letters, digits, dots, dashes, tildes and underscores");
            }
            return prefix;
        }

        private boolean isTlsOff() {
            boolean off = query.has(Query.TLS);
            if (off && !query.text(Query.TLS).equals(Optional.of("off"))) {
                throw refusal.because("tls= can only be off");
            }
            return off;
        }

        private boolean isInsecure() {
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals(SCHEME) && !scheme.equals(INSECURE)) {
                throw refusal.because("its scheme is neither " + SCHEME + " nor " + INSECURE);
            }
            return scheme.equals(INSECURE);
        }

        private Optional<String> checked(String name) {
            return query.text(name).map(text -> path(name + "=", text));
        }

        private String path(String where, String text) {
            String path = text.replaceAll("^/|/$", "");
            if (!PATH.matcher(path).matches()) {
                throw refusal.because(where + " is not a path in Vault");
            }
            return path;
        }

        private Trust trust(Place place) {
            if (query.has(Query.CLIENT_CERT) != query.has(Query.CLIENT_KEY)) {
                throw refusal.because("of client-cert= and client-key= only one is there");
            }
            Trust trust = new Trust(
                    query.path(refusal, Query.CA),
                    query.path(refusal, Query.CLIENT_CERT),
                    query.path(refusal, Query.CLIENT_KEY));
            if (place.plain() && !trust.isDefault()) {
                throw refusal.because("it names certificates, and no TLS to use them in");
            }
            return place.plain() ? trust : completed(trust);
        }

        private Trust completed(Trust named) {
            Optional<Path> ca = named.ca().or(() -> file(CA, Query.CA));
            if (named.certificate().isPresent()) {
                return new Trust(ca, named.certificate(), named.key());
            }
            Trust whole = new Trust(ca, file(CLIENT_CERT, Query.CLIENT_CERT), file(CLIENT_KEY, Query.CLIENT_KEY));
            if (whole.certificate().isPresent() != whole.key().isPresent()) {
                throw refusal.because("of " + CLIENT_CERT + " and " + CLIENT_KEY + " only one is set");
            }
            return whole;
        }

        private Optional<Path> file(String variable, String what) {
            try {
                return fromEnvironment(variable, what).map(Path::of);
            } catch (InvalidPathException e) {
                throw refusal.because(variable + " is no path");
            }
        }

        private Credential credential() {
            List<String> kinds = Stream.of(Query.TOKEN_FILE, Query.ROLE_ID, Query.ROLE_ID_FILE, Query.KUBERNETES_ROLE)
                    .filter(query::has)
                    .toList();
            if (kinds.size() > 1) {
                throw refusal.because(String.join("= and ", kinds) + "= exclude each other");
            }
            checkCompany(kinds.isEmpty() ? "" : kinds.get(0));
            return kinds.isEmpty() ? tokenOfEnvironment() : fromQuery(kinds.get(0));
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

        private Credential tokenOfEnvironment() {
            return fromEnvironment(Credential.EnvironmentToken.VARIABLE, "token")
                    .map(Credential.EnvironmentToken::new)
                    .orElseThrow(() ->
                            refusal.because("it says no way to get a token (token-file=, role-id= with secret-id-file=,"
                                    + " kubernetes-role=), and " + Credential.EnvironmentToken.VARIABLE
                                    + " is not set"));
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
