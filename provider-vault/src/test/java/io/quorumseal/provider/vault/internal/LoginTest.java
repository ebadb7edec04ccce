package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.CONTEXT;
import static io.quorumseal.provider.vault.internal.Kinds.TIMEOUT;
import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jopenlibs.vault.json.JsonObject;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Environment;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens on a real Vault: how they are got, renewed and replaced. */
@Tag("server")
class LoginTest {
    private static final String HOUR = ",\"token_ttl\":\"1h\",\"token_max_ttl\":\"24h\"";
    private static final int THREADS = 16;

    @TempDir
    Path directory;

    TestVault vault;
    String policy;
    final SecretBytes dek = SecretBytes.random(32, new SecureRandom());
    final AtomicLong now = new AtomicLong();
    final SteppedAlarm alarm = new SteppedAlarm(now);

    @BeforeEach
    void open() {
        vault = TestVault.open();
        vault.makeKey("orders");
        policy = Page.policy("orders-node", vault.mount(), "orders");
    }

    @AfterEach
    void close() {
        dek.close();
        if (vault != null) {
            vault.close();
        }
    }

    private Kek open(String parameters) {
        return open(parameters, null);
    }

    private Kek open(String parameters, @org.jspecify.annotations.Nullable String fromEnvironment) {
        Environment environment =
                name -> Optional.ofNullable(fromEnvironment).filter(token -> name.equals("VAULT_TOKEN"));
        return new VaultKekProvider(environment, now::get, () -> alarm)
                .open(vault.uri("orders", parameters), new TestKekHost());
    }

    private Kek open(TestVault.Role role) throws IOException {
        Path secret = TestVault.store(directory.resolve("secret-id"), role.secret());
        return open("role-id=" + role.id() + "&secret-id-file=" + secret);
    }

    private void roundTrip(Kek kek) {
        try (SecretBytes back = kek.unwrap(kek.wrap(dek, CONTEXT, TIMEOUT), CONTEXT, TIMEOUT)) {
            assertEquals(dek, back);
        }
    }

    private void pass(long minutes) {
        now.addAndGet(TimeUnit.MINUTES.toNanos(minutes));
    }

    @Test
    void appRole_tokenSpentDuringUse_logsInAgain() throws IOException {
        TestVault.Role role = vault.appRole(policy, HOUR + ",\"token_num_uses\":3", "{\"num_uses\":9}");
        try (Kek kek = open(role)) {
            for (int i = 0; i < 5; i++) {
                roundTrip(kek);
            }
        }
        assertTrue(vault.loginsLeft(role) < 7, "the token was spent several times");
    }

    @Test
    void appRole_roleIdInFile_serves() throws IOException {
        TestVault.Role role = vault.appRole(policy, HOUR, "{}");
        Path id = TestVault.store(directory.resolve("role-id"), role.id());
        Path secret = TestVault.store(directory.resolve("secret-id"), role.secret());
        try (Kek kek = open("role-id-file=" + id + "&secret-id-file=" + secret + "&auth-mount=approle")) {
            roundTrip(kek);
        }
    }

    @Test
    void appRole_wrongSecret_isDeniedWithoutShowingIt() throws IOException {
        TestVault.Role role = vault.appRole(policy, HOUR, "{}");
        TestVault.Role wrong = new TestVault.Role(role.name(), role.id(), "d41d8cd9-8f00-3204-a980-0998ecf8427e");
        KekException error = assertKind(Kind.DENIED, () -> open(wrong));
        assertFalse(String.valueOf(error.getMessage()).contains(wrong.secret()), error::getMessage);
    }

    @Test
    void appRole_missingFile_isMisconfigured() {
        assertKind(Kind.MISCONFIGURED, () -> open("role-id=r&secret-id-file=" + directory.resolve("missing")));
    }

    @Test
    void appRole_mountMissing_isToldApartFromTheKey() throws IOException {
        Path secret = TestVault.store(directory.resolve("secret-id"), "s");
        KekException error =
                assertKind(Kind.DENIED, () -> open("role-id=r&auth-mount=nothing-here&secret-id-file=" + secret));
        assertTrue(String.valueOf(error.getMessage()).contains("AppRole at auth/nothing-here"), error::getMessage);
    }

    @Test
    void appRole_revokedUnder16Threads_logsInOnce() throws Exception {
        TestVault.Role role = vault.appRole(policy, HOUR, "{\"num_uses\":100}");
        try (Kek kek = open(role)) {
            assertEquals(99, vault.loginsLeft(role));
            vault.revokeLogins();
            inParallel(() -> roundTrip(kek));
            assertEquals(98, vault.loginsLeft(role));
        }
    }

    private static void inParallel(Runnable work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Integer>> tasks = IntStream.range(0, THREADS)
                    .<Callable<Integer>>mapToObj(n -> () -> {
                        start.await();
                        work.run();
                        return n;
                    })
                    .toList();
            for (Future<Integer> done : pool.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void appRole_afterTwoThirdsOfTheLease_renewsOnce() throws IOException {
        TestVault.Role role = vault.appRole(policy, HOUR, "{\"num_uses\":100}");
        try (Kek kek = open(role)) {
            pass(39);
            roundTrip(kek);
            assertFalse(isRenewed(role));
            pass(2);
            roundTrip(kek);
            assertTrue(isRenewed(role));
            assertEquals(99, vault.loginsLeft(role));
        }
    }

    private boolean isRenewed(TestVault.Role role) {
        List<JsonObject> tokens = vault.tokensOf(role);
        assertEquals(1, tokens.size());
        return tokens.get(0).get("last_renewal_time") != null;
    }

    @Test
    void appRole_tokenNotRenewable_isReplacedBeforeItExpires() throws IOException {
        TestVault.Role role = vault.appRole(policy, HOUR + ",\"token_type\":\"batch\"", "{\"num_uses\":100}");
        try (Kek kek = open(role)) {
            pass(41);
            roundTrip(kek);
            assertEquals(98, vault.loginsLeft(role));
        }
    }

    @Test
    void appRole_renewalFails_goesOnWithTheTokenAtHand() throws IOException {
        TestVault.Role role = vault.appRole(policy, HOUR + ",\"token_type\":\"batch\"", "{\"num_uses\":1}");
        try (Kek kek = open(role)) {
            pass(41);
            roundTrip(kek);
            pass(41);
            roundTrip(kek);
        }
    }

    @Test
    void environmentToken_serves_andIsRenewed() {
        String token = vault.token(
                policy + "path \"auth/token/*\" { capabilities = [\"read\", \"update\"] }", ",\"ttl\":\"1h\"");
        try (Kek kek = open("", token)) {
            pass(41);
            roundTrip(kek);
            JsonObject found = vault.write(
                    "auth/token/lookup", new JsonObject().add("token", token).toString());
            assertTrue(Json.object(found, "data").get("last_renewal_time") != null);
        }
    }

    @Test
    void environmentToken_revokedDuringUse_isDenied() {
        String token = vault.token(policy, ",\"ttl\":\"1h\"");
        try (Kek kek = open("", token)) {
            roundTrip(kek);
            vault.write(
                    "auth/token/revoke", new JsonObject().add("token", token).toString());
            assertKind(Kind.DENIED, () -> roundTrip(kek));
        }
    }

    @Test
    void tokenFile_changed_isReadAgain() throws IOException {
        Path file = TestVault.store(directory.resolve("token"), vault.token(policy, ",\"ttl\":\"1h\""));
        try (Kek kek = open("token-file=" + file)) {
            roundTrip(kek);
            vault.write(
                    "auth/token/revoke",
                    "{\"token\":\"" + Files.readString(file).strip() + "\"}");
            assertKind(Kind.DENIED, () -> roundTrip(kek));
            TestVault.store(file, vault.token(policy, ",\"ttl\":\"1h\""));
            roundTrip(kek);
        }
    }

    @Test
    void tokenFile_missingForAWhile_goesOnWithTheTokenAtHand() throws IOException {
        Path file = TestVault.store(directory.resolve("token"), vault.token(policy, ""));
        try (Kek kek = open("token-file=" + file)) {
            Files.delete(file);
            assertDoesNotThrow(() -> roundTrip(kek));
        }
    }

    @Test
    void tokenFile_empty_isMisconfigured() throws IOException {
        Path file = TestVault.store(directory.resolve("token"), "");
        assertKind(Kind.MISCONFIGURED, () -> open("token-file=" + file));
    }
}
