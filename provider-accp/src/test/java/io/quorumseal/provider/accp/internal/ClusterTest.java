package io.quorumseal.provider.accp.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.testkit.disk.Survival;
import io.quorumseal.testkit.sim.NonceJournal;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runtimes that seal by the native library, and its bytes beside the JDK's. */
class ClusterTest {
    private static final int SIZE = 1_000;
    private static final int TAG = 16;

    @Test
    void cluster_cutOverRotatedLedByAnotherAndRestarted_losesNothing() {
        NonceJournal journal = new NonceJournal(new AccpAeadProvider());
        try (SimCluster cluster = new SimCluster(7, journal, Engine.Append.INDEX_KNOWN, "n1", "n2", "n3")
                .start()
                .cutOver()) {
            cluster.node("n1").write(SimCluster.DATA, "a", "1");
            assertEquals(
                    false,
                    cluster.node("n1").runtime().admin().rotate(Purpose.RAFT).already());
            assertEquals(
                    false,
                    cluster.node("n1").runtime().admin().rotate(Purpose.STORAGE).already());
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
        }
    }

    @Test
    void seal_byEither_givesTheSameBytesAndOpensByTheOther() {
        AeadProvider jdk = new JdkAeadProvider();
        AeadProvider accp = new AccpAeadProvider();
        byte[] sealed = sealed(jdk);
        assertArrayEquals(sealed, sealed(accp));
        for (AeadProvider each : List.of(jdk, accp)) {
            ByteBuffer out = ByteBuffer.allocate(SIZE);
            try (SecretBytes key = key();
                    Opener opener = each.opener(key)) {
                assertEquals(SIZE, opener.open(new byte[12], ByteBuffer.allocate(7), ByteBuffer.wrap(sealed), out));
            }
            assertArrayEquals(new byte[SIZE], out.array());
        }
    }

    private static byte[] sealed(AeadProvider provider) {
        ByteBuffer out = ByteBuffer.allocate(SIZE + TAG);
        try (SecretBytes key = key();
                Sealer sealer = provider.sealer(key)) {
            sealer.seal(new byte[12], ByteBuffer.allocate(7), ByteBuffer.allocate(SIZE), out);
        }
        return out.array();
    }

    private static SecretBytes key() {
        return SecretBytes.take(new byte[32]);
    }
}
