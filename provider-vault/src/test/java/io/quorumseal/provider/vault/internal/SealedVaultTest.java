package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.TestKekHost;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A Vault that is sealed while a KEK is open, or a whole cluster. */
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

    @Test
    void cluster_whileSealed_writesAndRefusesOnlyRotationAndStart() {
        try (SimCluster cluster = new SimCluster(Engine.Append.INDEX_KNOWN, "n1", "n2", "n3")) {
            cluster.nodes().forEach(node -> node.kek(vault.uri("orders", token)));
            cluster.start().cutOver();
            SimNode leader = cluster.node("n1");
            Admin admin = leader.runtime().admin();
            SimNode restarted = cluster.node("n3");
            leader.write(SimCluster.DATA, "before", "1");
            vault.seal();
            try {
                leader.write(SimCluster.DATA, "during", "2");
                cluster.settle();
                assertEquals(Map.of("before", "1", "during", "2"), restarted.values(SimCluster.DATA));
                RetryableException rotation = assertThrows(RetryableException.class, () -> admin.rotate(Purpose.RAFT));
                assertEquals(RetryableException.Reason.KEK_UNREACHABLE, rotation.reason(), rotation::getMessage);
                restarted.stop();
                StartupRefusedException start = assertThrows(StartupRefusedException.class, restarted::start);
                assertEquals(Refusal.KEK_UNREACHABLE, start.refusal(), start::getMessage);
            } finally {
                vault.unseal();
            }
            assertFalse(admin.rotate(Purpose.RAFT).already());
            restarted.start();
            leader.write(SimCluster.DATA, "after", "3");
            cluster.settle();
            assertEquals(Map.of("before", "1", "during", "2", "after", "3"), restarted.values(SimCluster.DATA));
            assertEquals(3, restarted.runtime().status().keys().keys().size());
        }
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
