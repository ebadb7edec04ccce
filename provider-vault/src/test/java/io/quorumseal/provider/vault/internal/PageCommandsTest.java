package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.CONTEXT;
import static io.quorumseal.provider.vault.internal.Kinds.TIMEOUT;
import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jopenlibs.vault.json.JsonObject;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the commands of docs/providers/vault.md say, in their order: sends Vault the requests that its program sends
 * for them. Mounts and names are those of the test instead of {@code transit}, {@code approle} and {@code orders}.
 */
@Tag("server")
class PageCommandsTest {
    @TempDir
    Path directory;

    private final String id = UUID.randomUUID().toString();
    private final String mount = "docs-" + id;
    private final String role = "roles-" + id;
    private final Map<String, String> printed = new HashMap<>();

    @Test
    void commands_inTheirOrder_doWhatThePageSays() throws IOException {
        List<String> blocks = Page.blocks("sh");
        assertEquals(4, blocks.size(), "key, login, rotation, retiring");
        try (TestVault vault = TestVault.open();
                SecretBytes dek = SecretBytes.random(32, new SecureRandom())) {
            run(vault, blocks.get(0));
            run(vault, blocks.get(1));
            try (Kek kek = open(vault)) {
                byte[] old = kek.wrap(dek, CONTEXT, TIMEOUT);
                run(vault, blocks.get(2));
                assertEquals("2", kek.version());
                byte[] rewrapped = kek.rewrap(old, CONTEXT, TIMEOUT);
                kek.unwrap(old, CONTEXT, TIMEOUT).close();
                run(vault, blocks.get(3));
                assertKind(Kind.KEY_DISABLED, () -> kek.unwrap(old, CONTEXT, TIMEOUT));
                try (SecretBytes back = kek.unwrap(rewrapped, CONTEXT, TIMEOUT)) {
                    assertEquals(dek, back);
                }
            } finally {
                vault.delete("sys/mounts/" + mount);
                vault.delete("sys/auth/" + role);
            }
        }
    }

    private Kek open(TestVault vault) throws IOException {
        Path secret = TestVault.store(directory.resolve("secret-id"), printed("secret_id"));
        String uri = vault.uri(
                "orders", "role-id=" + printed("role_id") + "&secret-id-file=" + secret + "&auth-mount=" + role);
        return new VaultKekProvider().open(uri.replace(vault.mount(), mount), new TestKekHost());
    }

    private String printed(String field) {
        return Objects.requireNonNull(printed.get(field), field);
    }

    private void run(TestVault vault, String block) {
        block.lines().map(this::renamed).forEach(line -> {
            assertTrue(line.startsWith("vault "), line);
            run(vault, List.of(line.split(" ")));
        });
    }

    private String renamed(String line) {
        return line.replace("transit/", mount + "/")
                .replace("approle", role)
                .replaceAll("(?<==|,|write )orders-", id + "-");
    }

    private void run(TestVault vault, List<String> words) {
        switch (words.get(1) + " " + words.get(2).replaceFirst("^[^a-z].*|/.*|=.*", "")) {
            case "secrets enable" -> vault.write("sys/mounts/" + mount, "{\"type\":\"" + words.get(3) + "\"}");
            case "auth enable" -> vault.write("sys/auth/" + role, "{\"type\":\"approle\"}");
            case "policy write" -> writePolicy(vault, words.get(3), words.get(4));
            default -> call(vault, words);
        }
    }

    /** The file is the block of the page that begins with its name. */
    private void writePolicy(TestVault vault, String name, String file) {
        assertTrue(file.startsWith("orders-") && file.endsWith(".hcl"), file);
        String policy = Page.policy(file.replace(".hcl", ""), mount, "orders");
        vault.write(
                "sys/policies/acl/" + name,
                new JsonObject().add("policy", policy).toString());
    }

    private void call(TestVault vault, List<String> words) {
        List<String> rest =
                words.stream().skip(2).filter(word -> !word.startsWith("-")).toList();
        JsonObject sent = new JsonObject();
        rest.stream().skip(1).map(word -> word.split("=", 2)).forEach(pair -> sent.add(pair[0], pair[1]));
        JsonObject answer = switch (words.get(1)) {
            case "write" -> vault.write(rest.get(0), sent.toString());
            case "read" -> vault.read(rest.get(0));
            default -> throw new AssertionError("a command that is not known here: " + words);
        };
        words.stream()
                .filter(word -> word.startsWith("-field="))
                .map(word -> word.replace("-field=", ""))
                .forEach(field -> printed.put(field, TestVault.text(answer, "data", field)));
    }
}
