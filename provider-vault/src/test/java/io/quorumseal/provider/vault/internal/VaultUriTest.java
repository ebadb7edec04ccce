package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultUriTest {
    private static final String SECRET = "s.3cr3tT0k3n";

    private static VaultUri parse(String uri) {
        return parse(uri, Map.of());
    }

    /** Parses where a token is set besides. */
    private static VaultUri parse(String uri, Map<String, String> variables) {
        return VaultUri.parse(
                uri, name -> Optional.ofNullable(name.equals("VAULT_TOKEN") ? SECRET : variables.get(name)));
    }

    @ParameterizedTest
    @CsvSource({
        "vault-transit://v.example:8200/transit/orders, https://v.example:8200, transit, orders",
        "VAULT-TRANSIT://v.example/transit/orders, https://v.example:8200, transit, orders",
        "vault-transit://v.example:443/a/b-c/or.ders_1, https://v.example:443, a/b-c, or.ders_1",
        "vault-transit://127.0.0.1:1/t/k?tls=off, http://127.0.0.1:1, t, k",
        "vault-transit://[::1]:1/t/k?tls=off, http://[::1]:1, t, k",
        "vault-transit://localhost:1/t/k?tls=off, http://localhost:1, t, k",
        "vault-transit-insecure://v.example:1/t/k, http://v.example:1, t, k"
    })
    void parse_goodUri_givesPlaceAndKey(String uri, String address, String mount, String key) {
        VaultUri parsed = parse(uri);
        assertEquals(List.of(address, mount, key), List.of(parsed.address(), parsed.mount(), parsed.key()));
        assertEquals(mount + "/" + key, parsed.knownAs());
    }

    @Test
    void parse_allOfAppRole_isTaken() {
        VaultUri parsed = parse("vault-transit://v/t/k?namespace=/team/a/&ca=/c%20a&client-cert=c&client-key=k"
                + "&role-id=r+1&secret-id-file=s&auth-mount=x/y&known-as=/old/k");
        assertEquals(Optional.of("team/a"), parsed.namespace());
        assertEquals("old/k", parsed.knownAs());
        assertEquals(
                new Trust(Optional.of(Path.of("/c a")), Optional.of(Path.of("c")), Optional.of(Path.of("k"))),
                parsed.trust());
        assertEquals(
                new Credential.AppRole("x/y", new Credential.RoleId.Given("r+1"), Path.of("s")), parsed.credential());
    }

    @Test
    void parse_namespace_isInTheFullPath() {
        assertEquals("a/b/t/k", parse("vault-transit://v/t/k?namespace=a/b").knownAs());
        assertEquals("a/b/t/k", parse("vault-transit://v/a/b/t/k").knownAs());
    }

    @Test
    void parse_otherCredentials_areTaken() {
        assertEquals(
                new Credential.EnvironmentToken(SECRET),
                parse("vault-transit://v/t/k").credential());
        assertEquals(
                new Credential.TokenFile(Path.of("f")),
                parse("vault-transit://v/t/k?token-file=f").credential());
        assertEquals(
                new Credential.Kubernetes(
                        "kubernetes", "r", Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token")),
                parse("vault-transit://v/t/k?kubernetes-role=r").credential());
        assertEquals(
                new Credential.Kubernetes("k8s", "r", Path.of("j")),
                parse("vault-transit://v/t/k?kubernetes-role=r&jwt-file=j&auth-mount=k8s")
                        .credential());
        assertEquals(
                new Credential.AppRole("approle", new Credential.RoleId.InFile(Path.of("i")), Path.of("s")),
                parse("vault-transit://v/t/k?role-id-file=i&secret-id-file=s").credential());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vault-transit:",
                "vault-transit://",
                "vault-transit://v",
                "vault-transit://v/t",
                "vault-transit://v/t/",
                "vault-transit://v//k",
                "vault-transit://v/t/../k",
                "vault-transit://v/t/k/",
                "vault-transit://v/t/a%2Fb",
                "vault-transit://v/t/k#f",
                "vault-transit:///t/k",
                "vault-transit://v:x/t/k",
                "other://v/t/k",
                "vault-transit://v/t/k?tls=off",
                "vault-transit://127.0.0.1.example/t/k?tls=off",
                "vault-transit://127.0.0.1/t/k?tls=on",
                "vault-transit://127.0.0.1/t/k?tls=off&ca=c",
                "vault-transit-insecure://v/t/k?ca=c",
                "vault-transit://v/t/k?client-cert=c",
                "vault-transit://v/t/k?client-key=c",
                "vault-transit://v/t/k?namespace=a%0d%0aX:b",
                "vault-transit://v/t/k?namespace=",
                "vault-transit://v/t/k?ca",
                "vault-transit://v/t/k?ca=%zz",
                "vault-transit://v/t/k?ca=a%00",
                "vault-transit://v/t/k?ca=a&ca=b",
                "vault-transit://v/t/k?",
                "vault-transit://v/t/k?token-file=a&role-id=b&secret-id-file=c",
                "vault-transit://v/t/k?role-id=a&role-id-file=b&secret-id-file=c",
                "vault-transit://v/t/k?role-id=a",
                "vault-transit://v/t/k?secret-id-file=a",
                "vault-transit://v/t/k?jwt-file=a",
                "vault-transit://v/t/k?token-file=a&auth-mount=b",
                "vault-transit://v/t/k?known-as=a..%2F",
                "vault-transit://v/t/k?prefix=a%20b",
                "vault-transit://v/t/k?prefix=/",
                "vault-transit:/t/k",
                "vault-transit:t/k",
                "vault-transit:http://v:8200/t/k"
            })
    void parse_badUri_isMisconfigured(String uri) {
        assertMisconfigured(uri);
    }

    @Test
    void parse_unknownParameter_listsTheKnownOnes() {
        String message = assertMisconfigured("vault-transit://v/t/k?tokenfile=" + SECRET);
        assertTrue(Query.KNOWN.stream().allMatch(known -> message.contains(known + "=")), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault-transit://v/t/k?token=" + SECRET,
                "vault-transit://v/t/k?role-id=r&secret-id=" + SECRET,
                "vault-transit://v/t/k?kubernetes-role=r&jwt=" + SECRET,
                "vault-transit://u:" + SECRET + "@v/t/k",
                "vault-transit://" + SECRET + "@v/t/k",
                "vault-transit://v/t/k?" + SECRET,
                "vault-transit://v/t/k?ca=" + SECRET + "&ca=" + SECRET,
                "vault-transit://v/t/k?namespace=" + SECRET + "%20",
                "vault-transit://v/t/k?ca=" + SECRET + " ",
                "vault-transit://u:" + SECRET + "@v/t/k ",
                "vault-transit://v/t/k#" + SECRET
            })
    void parse_secretInTheUri_isRefusedAndNotShown(String uri) {
        assertFalse(assertMisconfigured(uri).contains(SECRET));
    }

    @Test
    void parse_noCredential_saysWhichThereAre() {
        KekException error = assertThrows(
                KekException.class, () -> VaultUri.parse("vault-transit://v/t/k", name -> Optional.empty()));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("token-file=") && message.contains("VAULT_TOKEN"), message);
    }

    @Test
    void texts_ofWhatWasParsed_holdNoToken() {
        VaultUri parsed = parse("vault-transit://v/t/k?namespace=n");
        assertEquals("vault-transit://v:8200/t/k in namespace n, token by VAULT_TOKEN", parsed.description());
        assertFalse(parsed.toString().contains(SECRET));
        assertFalse(new Lease(SECRET, 1, true, 2).toString().contains(SECRET));
    }

    @Test
    void parameters_inTheDocument_areTheKnownOnes() {
        List<String> documented = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                .matcher(Page.text())
                .results()
                .map(row -> row.group(1))
                .sorted()
                .toList();
        assertEquals(Query.KNOWN.stream().sorted().toList(), documented);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vault-transit:http://v/t/k?token-file=f", "vault-transit:HTTPS://u:" + SECRET + "@v:8200/t/k"})
    void parse_urlBehindTheScheme_isAnsweredByTheRightForm(String uri) {
        String message = assertMisconfigured(uri);
        assertTrue(message.startsWith("\"vault-transit:…\" does not name a key"), message);
        assertTrue(
                message.contains("http: or https:") && message.contains("vault-transit://HOST:PORT/MOUNT/KEY"),
                message);
        assertFalse(message.contains("null") || message.contains(SECRET), message);
    }

    @Test
    void parse_hostWithUnderscore_isRefusedByIt() {
        String message = assertMisconfigured("vault-transit://vault_1:8200/t/k");
        assertTrue(message.contains("the host that it names has an underscore") && message.contains("DNS"), message);
    }

    @ParameterizedTest
    @CsvSource({"vault, https://v:8200/vault", "/vault/, https://v:8200/vault", "a/b-c, https://v:8200/a/b-c"})
    void parse_prefix_standsInFrontOfTheApi(String prefix, String address) {
        VaultUri parsed = parse("vault-transit://v/t/k?prefix=" + prefix);
        assertEquals(address, parsed.address());
        assertEquals("t/k", parsed.knownAs());
        assertTrue(parsed.description().startsWith("vault-transit://v:8200/t/k?prefix=/"), parsed.description());
    }

    @ParameterizedTest
    @CsvSource({
        "vault-transit:///t/k, https://v.example:8200, https://v.example:8200",
        "vault-transit:/t/k, https://v.example, https://v.example:443",
        "vault-transit:///t/k, https://v.example/, https://v.example:443",
        "vault-transit:///t/k, https://p.example/some/vault/, https://p.example:443/some/vault",
        "vault-transit:///t/k?prefix=other, https://p.example/some/vault, https://p.example:443/other",
        "vault-transit:///t/k, http://127.0.0.1:8200, http://127.0.0.1:8200",
        "vault-transit:///t/k?tls=off, http://127.0.0.1, http://127.0.0.1:80",
        "vault-transit-insecure:///t/k, http://v.example:8200, http://v.example:8200",
        "vault-transit-insecure:///t/k, https://v.example, https://v.example:443"
    })
    void parse_noHost_takesTheAddressOfTheEnvironment(String uri, String variable, String address) {
        VaultUri parsed = parse(uri, Map.of("VAULT_ADDR", variable));
        assertEquals(address, parsed.address());
        assertTrue(parsed.description().contains(", address by VAULT_ADDR"), parsed.description());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://v.example:8200",
                "unix:///run/vault.sock",
                "v.example:8200",
                "https://u:" + SECRET + "@v.example",
                "https://v.example?" + SECRET,
                "https://v.example#" + SECRET,
                "https://v.example/a b",
                "https://v.example/%20",
                "https://",
                "https://vault_1:8200"
            })
    void parse_addressOfTheEnvironmentThatCannotBeUsed_isRefused(String variable) {
        KekException error =
                assertThrows(KekException.class, () -> parse("vault-transit:///t/k", Map.of("VAULT_ADDR", variable)));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        assertFalse(String.valueOf(error.getMessage()).contains(SECRET), error.getMessage());
    }

    @Test
    void parse_noHostAnywhere_saysWhereOneMayStand() {
        String message = assertMisconfigured("vault-transit:///t/k");
        assertTrue(message.contains("it names no host, and VAULT_ADDR is not set"), message);
    }

    @Test
    void parse_tlsOffAndAnAddressWithTls_contradictEachOther() {
        KekException error = assertThrows(
                KekException.class,
                () -> parse("vault-transit:///t/k?tls=off", Map.of("VAULT_ADDR", "https://127.0.0.1")));
        assertTrue(String.valueOf(error.getMessage()).contains("VAULT_ADDR says https:"), error.getMessage());
    }

    @Test
    void parse_whatTheUriDoesNotSay_isTakenFromTheEnvironmentAndTold() {
        Map<String, String> variables = Map.of(
                "VAULT_NAMESPACE", "team/a/",
                "VAULT_CACERT", "/ca.pem",
                "VAULT_CLIENT_CERT", "/c.pem",
                "VAULT_CLIENT_KEY", "/k.pem",
                "HTTPS_PROXY", "http://squid:3128");
        VaultUri parsed = parse("vault-transit://v/t/k", variables);
        assertEquals("team/a/t/k", parsed.knownAs());
        assertEquals(
                new Trust(
                        Optional.of(Path.of("/ca.pem")),
                        Optional.of(Path.of("/c.pem")),
                        Optional.of(Path.of("/k.pem"))),
                parsed.trust());
        assertEquals(
                "vault-transit://v:8200/t/k in namespace team/a, namespace by VAULT_NAMESPACE, ca by VAULT_CACERT,"
                        + " client-cert by VAULT_CLIENT_CERT, client-key by VAULT_CLIENT_KEY, token by VAULT_TOKEN,"
                        + " through the proxy squid:3128 of HTTPS_PROXY",
                parsed.description());
    }

    @Test
    void parse_whatTheUriSays_comesFirst() {
        Map<String, String> variables = Map.of(
                "VAULT_ADDR", "https://other",
                "VAULT_NAMESPACE", "other",
                "VAULT_CACERT", "/other",
                "VAULT_CLIENT_CERT", "/other",
                "NO_PROXY", "v",
                "HTTPS_PROXY", "http://squid:3128");
        VaultUri parsed =
                parse("vault-transit://v/t/k?namespace=n&ca=a&client-cert=c&client-key=k&token-file=f", variables);
        assertEquals("vault-transit://v:8200/t/k in namespace n", parsed.description());
        assertEquals(Optional.of(Path.of("a")), parsed.trust().ca());
    }

    @Test
    void parse_halfAClientCertificateInTheEnvironment_isRefused() {
        assertThrows(KekException.class, () -> parse("vault-transit://v/t/k", Map.of("VAULT_CLIENT_KEY", "/k")));
        assertThrows(KekException.class, () -> parse("vault-transit://v/t/k", Map.of("VAULT_NAMESPACE", "a b")));
    }

    @Test
    void parse_plainHttp_takesNoCertificatesOfTheEnvironment() {
        VaultUri parsed = parse("vault-transit://127.0.0.1/t/k?tls=off", Map.of("VAULT_CACERT", "/ca.pem"));
        assertTrue(parsed.trust().isDefault());
        assertEquals("vault-transit://127.0.0.1:8200/t/k?tls=off, token by VAULT_TOKEN", parsed.description());
    }

    private static String assertMisconfigured(String uri) {
        KekException error = assertThrows(KekException.class, () -> parse(uri));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        return String.valueOf(error.getMessage());
    }
}
