package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** {@code vault-transit:} on a real Vault, under the documented policies of a node that also rewraps. */
@Tag("server")
class VaultKekContractTest extends KekContract {
    @TempDir
    Path directory;

    @Override
    protected KekSubject subject() throws IOException {
        return new VaultSubject(TestVault.open(), directory);
    }

    private static final class VaultSubject implements KekSubject {
        private final TestVault vault;
        private final FaultProxy proxy;
        private final Path token;
        private final Path stranger;

        VaultSubject(TestVault vault, Path directory) throws IOException {
            this.vault = vault;
            this.proxy = FaultProxy.before(URI.create(vault.address()));
            vault.makeKey("orders");
            vault.makeKey("others");
            token = TestVault.store(directory.resolve(UUID.randomUUID() + ".token"), vault.token(policies(), ""));
            stranger = TestVault.store(
                    directory.resolve(UUID.randomUUID() + ".token"),
                    vault.token(Page.policy("orders-node", "elsewhere", "orders"), ""));
        }

        private String policies() {
            return policies("orders") + policies("others");
        }

        private String policies(String key) {
            return Page.policy("orders-node", vault.mount(), key) + Page.policy("orders-rewrap", vault.mount(), key);
        }

        @Override
        public KekProvider provider() {
            return new VaultKekProvider();
        }

        @Override
        public String uri() {
            return uri("orders", token);
        }

        @Override
        public String otherUri() {
            return uri("others", token);
        }

        private String uri(String key, Path file) {
            return "vault-transit://" + proxy.uri().getAuthority() + "/" + vault.mount() + "/" + key
                    + "?tls=off&token-file=" + file;
        }

        @Override
        public Optional<Action> rotate() {
            return Optional.of(() -> vault.rotate("orders"));
        }

        @Override
        public Optional<Action> disableOldVersions() {
            return Optional.of(() -> vault.configure("orders", "{\"min_decryption_version\":2}"));
        }

        @Override
        public Optional<Action> deleteKey() {
            return Optional.of(() -> vault.deleteKey("orders"));
        }

        @Override
        public Optional<String> deniedUri() {
            return Optional.of(uri("orders", stranger));
        }

        @Override
        public Reach reach() {
            return new Reach.Stream(proxy);
        }

        @Override
        public List<byte[]> secrets() {
            return List.of(token(token), token(stranger));
        }

        private static byte[] token(Path file) {
            try {
                return Files.readString(file).strip().getBytes(StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Map<String, String> notApplicable() {
            return Map.of(
                    "taxonomy.key-disabled",
                    "Transit disables old versions only, never a key as a whole; see rewrap.old-version-disabled");
        }

        @Override
        public void close() {
            proxy.close();
            vault.close();
        }
    }
}
