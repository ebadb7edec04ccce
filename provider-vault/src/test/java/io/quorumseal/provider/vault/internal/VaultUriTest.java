package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultUriTest {
    private static final String SECRET = "s.3cr3tT0k3n";

    private static VaultUri parse(String uri) {
        return VaultUri.parse(uri, name -> name.equals("VAULT_TOKEN") ? SECRET : null);
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
                "vault-transit://v/t/k?known-as=a..%2F"
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
        KekException error =
                assertThrows(KekException.class, () -> VaultUri.parse("vault-transit://v/t/k", name -> null));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("token-file=") && message.contains("VAULT_TOKEN"), message);
    }

    @Test
    void texts_ofWhatWasParsed_holdNoToken() {
        VaultUri parsed = parse("vault-transit://v/t/k?namespace=n");
        assertEquals("vault-transit:https://v:8200/t/k in namespace n", parsed.description());
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

    private static String assertMisconfigured(String uri) {
        KekException error = assertThrows(KekException.class, () -> parse(uri));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        return String.valueOf(error.getMessage());
    }
}
