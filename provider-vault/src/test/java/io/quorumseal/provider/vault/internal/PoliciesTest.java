package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.CONTEXT;
import static io.quorumseal.provider.vault.internal.Kinds.TIMEOUT;
import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented policies suffice, and each of their lines is needed. */
@Tag("server")
class PoliciesTest {
    @TempDir
    Path directory;

    TestVault vault;
    final SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @BeforeEach
    void open() {
        vault = TestVault.open();
        vault.makeKey("orders");
    }

    @AfterEach
    void close() {
        dek.close();
        if (vault != null) {
            vault.close();
        }
    }

    private String policies() {
        return Page.policy("orders-node", vault.mount(), "orders")
                + Page.policy("orders-rewrap", vault.mount(), "orders");
    }

    /** The policies but for the rule of the path. */
    private String without(String operation) {
        List<String> rules = Arrays.asList(policies().split("(?=\npath)"));
        List<String> kept = rules.stream()
                .filter(rule -> !rule.contains("/" + operation + "/"))
                .toList();
        assertEquals(rules.size() - 1, kept.size(), "one rule is about " + operation);
        return kept.stream().collect(Collectors.joining("\n"));
    }

    private Kek openWith(String policy) throws IOException {
        Path token = TestVault.store(directory.resolve("token"), vault.token(policy, ""));
        return new VaultKekProvider().open(vault.uri("orders", token), new TestKekHost());
    }

    private void assertDenied(String capability, String operation, org.junit.jupiter.api.function.Executable call) {
        KekException error = assertKind(Kind.DENIED, call);
        String rule = capability + " on " + vault.mount() + "/" + operation + "/orders";
        assertTrue(String.valueOf(error.getMessage()).contains(rule), error::getMessage);
    }

    @Test
    void all_suffice() throws IOException {
        try (Kek kek = openWith(policies())) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, TIMEOUT);
            assertDoesNotThrow(() -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
            assertDoesNotThrow(() -> kek.probe(TIMEOUT));
        }
    }

    @Test
    void withoutKeys_openIsDenied() {
        assertDenied("read", "keys", () -> openWith(without("keys")));
    }

    @Test
    void withoutEncrypt_onlyWrapIsDenied() throws IOException {
        byte[] wrapped = wrapped();
        try (Kek kek = openWith(without("encrypt"))) {
            assertDenied("update", "encrypt", () -> kek.wrap(dek, CONTEXT, TIMEOUT));
            assertDenied("update", "encrypt", () -> kek.probe(TIMEOUT));
            kek.unwrap(wrapped, CONTEXT, TIMEOUT).close();
            kek.rewrap(wrapped, CONTEXT, TIMEOUT);
        }
    }

    @Test
    void withoutDecrypt_onlyUnwrapIsDenied() throws IOException {
        byte[] wrapped = wrapped();
        try (Kek kek = openWith(without("decrypt"))) {
            assertDenied("update", "decrypt", () -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
            assertDenied("update", "decrypt", () -> kek.probe(TIMEOUT));
            kek.wrap(dek, CONTEXT, TIMEOUT);
            kek.rewrap(wrapped, CONTEXT, TIMEOUT);
        }
    }

    @Test
    void withoutRewrap_onlyRewrapIsDenied() throws IOException {
        byte[] wrapped = wrapped();
        try (Kek kek = openWith(without("rewrap"))) {
            assertDenied("update", "rewrap", () -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
            kek.unwrap(wrapped, CONTEXT, TIMEOUT).close();
            kek.probe(TIMEOUT);
        }
    }

    private byte[] wrapped() throws IOException {
        try (Kek kek = openWith(policies())) {
            return kek.wrap(dek, CONTEXT, TIMEOUT);
        }
    }

    @Test
    void node_afterTheKeyWasDeleted_makesNoOtherInItsPlace() throws IOException {
        try (Kek kek = openWith(policies())) {
            vault.deleteKey("orders");
            assertKind(Kind.KEY_NOT_FOUND, () -> kek.wrap(dek, CONTEXT, TIMEOUT));
            assertKind(Kind.KEY_NOT_FOUND, () -> openWith(policies()));
        }
    }

    @Test
    void operator_rotatesAndConfigures_butUnwrapsNothing() throws IOException {
        byte[] wrapped = wrapped();
        String operator = vault.token(Page.policy("orders-operator", vault.mount(), "orders"), "");
        String key = vault.mount() + "/keys/orders";
        assertEquals(204, vault.status(operator, "POST", key + "/rotate", "{}"));
        assertEquals(204, vault.status(operator, "POST", key + "/config", "{\"min_decryption_version\":1}"));
        assertEquals(403, vault.status(operator, "DELETE", key, ""));
        assertEquals(403, vault.status(operator, "POST", key + "/trim", "{\"min_available_version\":1}"));
        try (Kek kek = openWith(Page.policy("orders-operator", vault.mount(), "orders"))) {
            assertEquals("2", kek.version());
            assertDenied("update", "decrypt", () -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
            assertDenied("update", "rewrap", () -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
        }
    }
}
