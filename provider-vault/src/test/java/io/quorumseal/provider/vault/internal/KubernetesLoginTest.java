package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.TIMEOUT;
import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.github.jopenlibs.vault.json.JsonObject;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vault's own Kubernetes login; only the cluster's token review is a stand-in. */
@Tag("server")
class KubernetesLoginTest {
    @TempDir
    Path directory;

    TestVault vault;
    Stub cluster;
    String mount;
    /** Tokens of the service account that the cluster takes. */
    final Set<String> good = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void open() throws IOException {
        vault = TestVault.open();
        vault.makeKey("orders");
        cluster = new Stub(exchange ->
                Stub.answer(exchange, 201, review(exchange.getRequestHeaders().getFirst("Authorization"))));
        mount = "test-" + UUID.randomUUID();
        vault.write("sys/auth/" + mount, "{\"type\":\"kubernetes\"}");
        vault.write(
                "auth/" + mount + "/config",
                new JsonObject()
                        .add("kubernetes_host", "http://" + cluster.hostAndPort())
                        .add("disable_local_ca_jwt", true)
                        .add("kubernetes_ca_cert", Certificates.anyCa(directory))
                        .toString());
        vault.write(
                "auth/" + mount + "/role/orders",
                "{\"bound_service_account_names\":\"node\",\"bound_service_account_namespaces\":\"prod\","
                        + "\"token_ttl\":\"1h\",\"token_policies\":\""
                        + vault.policy(Page.policy("orders-node", vault.mount(), "orders")) + "\"}");
    }

    @AfterEach
    void close() {
        if (vault != null) {
            vault.delete("sys/auth/" + mount);
            vault.close();
            cluster.close();
        }
    }

    /** The service account's own token asks for its review: what it is asked with is what is reviewed. */
    private String review(String authorization) {
        boolean known = good.contains(authorization.replace("Bearer ", ""));
        return "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\",\"status\":{\"authenticated\":"
                + known + ",\"user\":{\"username\":\"system:serviceaccount:prod:node\",\"uid\":\"u-1\"}}}";
    }

    /** A token in the form of those of Kubernetes; the review decides on it, not its signature. */
    private static String jwt(String account) {
        String claims = "{\"iss\":\"kubernetes/serviceaccount\",\"jti\":\"" + UUID.randomUUID()
                + "\",\"kubernetes.io\":{\"namespace\":\"prod\",\"serviceaccount\":{\"name\":\"" + account
                + "\",\"uid\":\"u-1\"}}}";
        return base64("{\"alg\":\"RS256\",\"kid\":\"k\"}") + "." + base64(claims) + "." + base64("signature");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path serviceAccount(String account) throws IOException {
        String jwt = jwt(account);
        good.clear();
        good.add(jwt);
        return TestVault.store(directory.resolve("jwt"), jwt);
    }

    private Kek open(Path jwt) {
        return new VaultKekProvider()
                .open(
                        vault.uri("orders", "kubernetes-role=orders&jwt-file=" + jwt + "&auth-mount=" + mount),
                        new TestKekHost());
    }

    @Test
    void login_boundServiceAccount_serves() throws IOException {
        try (Kek kek = open(serviceAccount("node"))) {
            assertDoesNotThrow(() -> kek.probe(TIMEOUT));
        }
    }

    @Test
    void login_afterTheTokenFileWasReplaced_takesTheNewOne() throws IOException {
        try (Kek kek = open(serviceAccount("node"))) {
            serviceAccount("node");
            vault.write("sys/leases/revoke-prefix/auth/" + mount + "/login", "{\"sync\":true}");
            assertDoesNotThrow(() -> kek.probe(TIMEOUT));
        }
    }

    @Test
    void login_notReviewedOrNotBound_isDenied() throws IOException {
        Path unknown = serviceAccount("node");
        good.clear();
        assertKind(Kind.DENIED, () -> open(unknown));
        Path other = serviceAccount("somebody");
        assertKind(Kind.DENIED, () -> open(other));
    }
}
