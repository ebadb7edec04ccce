package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A Vault that is sealed while a KEK is open. */
@Tag("server")
class SealedVaultTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));

    @TempDir
    Path directory;

    TestVault vault;
    Path token;
    Kek kek;
    SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @BeforeEach
    void open() throws IOException {
        vault = TestVault.openToSeal();
        vault.makeKey("orders");
        token = TestVault.store(
                directory.resolve("token"), vault.token(Page.policy("orders-node", vault.mount(), "orders"), ""));
        kek = openKek();
    }

    @AfterEach
    void close() {
        dek.close();
        if (kek != null) {
            kek.close();
        }
        if (vault != null) {
            vault.close();
        }
    }

    private Kek openKek() {
        return new VaultKekProvider().open(vault.uri("orders", token), new TestKekHost());
    }

    @Test
    void calls_whileSealed_areUnreachableAndThenGoOn() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, TIMEOUT);
        vault.seal();
        try {
            assertSealed(() -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
            assertSealed(() -> kek.wrap(dek, CONTEXT, TIMEOUT));
            assertSealed(() -> kek.probe(TIMEOUT));
            assertSealed(this::openKek);
        } finally {
            vault.unseal();
        }
        assertUnwraps(wrapped);
        assertUnwraps(kek.wrap(dek, CONTEXT, TIMEOUT));
    }

    private void assertUnwraps(byte[] wrapped) {
        try (SecretBytes back = kek.unwrap(wrapped, CONTEXT, TIMEOUT)) {
            assertEquals(dek, back);
        }
    }

    private static void assertSealed(Executable call) {
        KekException error = assertThrows(KekException.class, call);
        assertEquals(Kind.UNREACHABLE, error.kind(), error.getMessage());
        assertTrue(String.valueOf(error.getMessage()).contains("sealed"), error::getMessage);
    }
}
