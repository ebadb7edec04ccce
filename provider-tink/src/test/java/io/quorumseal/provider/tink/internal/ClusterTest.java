package io.quorumseal.provider.tink.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.core.Admin;
import io.quorumseal.provider.tink.KeysetFiles;
import io.quorumseal.testkit.TestKekHost;
import io.quorumseal.testkit.disk.Survival;
import io.quorumseal.testkit.sim.NonceJournal;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runtimes that seal by Tink, and runtimes whose KEK becomes a keyset. */
class ClusterTest {

    @Test
    void cluster_cutOverRotatedLedByAnotherAndRestarted_losesNothing() {
        try (SimCluster cluster = sealing(new AesGcmProvider())) {
            cluster.node("n1").write(SimCluster.DATA, "a", "1");
            done(cluster.node("n1").runtime().admin().rotate(Purpose.RAFT));
            done(cluster.node("n1").runtime().admin().rotate(Purpose.STORAGE));
            cluster.settle().lead("n2").settle();
            cluster.node("n2").write(SimCluster.DATA, "b", "2");
            cluster.settle().nodes().forEach(node -> node.crash(new Survival(Survival.Data.LOST, Survival.Names.LOST)));
            cluster.nodes().forEach(SimNode::start);
            cluster.settle().lead("n3").settle();
            cluster.node("n3").write(SimCluster.DATA, "c", "3");
            cluster.settle();
            for (SimNode node : cluster.nodes()) {
                assertEquals(Map.of("a", "1", "b", "2", "c", "3"), node.values(SimCluster.DATA), node::toString);
            }
            cluster.journal().requireNoneTwice();
            assertTrue(
                    cluster.journal().seals() > 10,
                    () -> "seals: " + cluster.journal().seals());
        }
    }

    /** From the reference's key file to one of ours, and on to a keyset under that, node by node. */
    @Test
    void cluster_movedFromProviderToProvider_servesOnAndDoesWithoutThePreviousKek(@TempDir Path directory)
            throws IOException {
        Path key = Files.write(
                directory.resolve("kek.key"),
                SecretBytes.random(32, new SecureRandom()).<byte[]>readSecret(byte[]::clone));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path keyset = directory.resolve("keyset.json");
        try (Kek inner = new TestKekHost().open("file:" + key)) {
            KeysetFiles.create(keyset, inner);
        }
        try (SimCluster cluster = new SimCluster(Engine.Append.INDEX_KNOWN, "n1", "n2", "n3")) {
            cluster.nodes().forEach(node -> node.kek("file-v0:" + key));
            cluster.start().cutOver();
            move(cluster, "file-v0:" + key, "file:" + key);
            move(cluster, "file:" + key, "tink-keyset:" + keyset + "?kek=file:" + key);
            assertEquals(2, cluster.node("n3").values(SimCluster.DATA).size());
        }
    }

    private static void move(SimCluster cluster, String from, String to) {
        cluster.nodes().forEach(node -> restart(cluster, node, to, from));
        assertFalse(cluster.node("n1").runtime().admin().rewrap().already());
        cluster.settle();
        cluster.nodes().forEach(node -> restart(cluster, node, to));
        cluster.node("n1").write(SimCluster.DATA, to, "1");
        cluster.settle();
        SimNode back = cluster.node("n3");
        back.stop();
        back.kek(from);
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, back::start);
        assertEquals(Refusal.WRONG_KEK, refused.refusal(), refused::getMessage);
        back.kek(to);
        back.start();
        cluster.settle();
    }

    private static void restart(SimCluster cluster, SimNode node, String kek, String... previous) {
        node.stop();
        node.kek(kek, previous);
        node.start();
        cluster.settle().lead("n1").settle();
    }

    private static SimCluster sealing(AeadProvider provider) {
        return new SimCluster(7, new NonceJournal(provider), Engine.Append.INDEX_KNOWN, "n1", "n2", "n3")
                .start()
                .cutOver();
    }

    private static void done(Admin.Result result) {
        assertEquals(false, result.already(), result::text);
    }
}
