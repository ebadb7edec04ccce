package io.quorumseal.testkit.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.testkit.Campaign;
import io.quorumseal.testkit.CampaignReport;
import io.quorumseal.testkit.disk.StrictFileSystem;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimPost;
import io.quorumseal.testkit.sim.Sims;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a campaign says of lives, good and bad. */
class CampaignTest {
    private static final int LIVES = 4;

    @Test
    void run_sameSeeds_sameLives() {
        CampaignReport one = new Campaign(7, LIVES).run(1);
        CampaignReport other = new Campaign(7, LIVES).run(2);
        one.requirePassed();
        assertEquals(one.table(), other.table());
        assertEquals(one.outcomes(), other.outcomes());
        assertEquals(LIVES, other.lives());
    }

    @Test
    void run_cipherThatSealsNothing_failsAndNamesTheSeed() {
        CampaignReport report = new Campaign(1, 50, Leaky::new).run(1);
        assertFalse(report.passed());
        String verdict = report.verdict();
        assertTrue(verdict.contains("life of seed " + report.failures().get(0).seed() + " failed"), verdict);
        assertThrows(AssertionError.class, report::requirePassed);
    }

    @Test
    void missing_whatNeverHappened_isNamed() {
        Coverage coverage = new Coverage();
        EnumSet<LifeFault> allButOne = EnumSet.complementOf(EnumSet.of(LifeFault.KEK));
        coverage.step("write", allButOne);
        coverage.count("joined");
        assertEquals(
                List.of("step: elect", "fault: a KEK that fails", "outcome: purged"),
                coverage.missing(List.of("write", "elect"), List.of("joined", "purged")));
    }

    @Test
    void in_clusterInTrouble_findsEachFault() {
        SimCluster cluster = Sims.cleartext(io.quorumseal.api.spi.Engine.Append.INDEX_KNOWN);
        assertEquals(Set.of(), LifeFault.in(cluster));
        SimNode node = cluster.node("n3");
        node.connected(false);
        node.lagging(true);
        node.holdApply(true);
        node.loseAnswers(true);
        node.kek().fail(io.quorumseal.api.KekException.Kind.UNREACHABLE);
        node.replica(Sims.DATA).refuseAfterBytes();
        node.disk().cutPowerAt(Long.MAX_VALUE - 1, StrictFileSystem.Moment.BEFORE);
        node.listenerThrows(true);
        node.post().way(SimPost.Way.LATE);
        cluster.node("n2").post().way(SimPost.Way.CUT_SHORT);
        cluster.node("n2").replica(Sims.DATA).close();
        cluster.holdAppends(Sims.DATA, true);
        cluster.node("n1").stop();
        assertEquals(EnumSet.allOf(LifeFault.class), LifeFault.in(cluster));
    }

    /** The JDK's cipher, but what it seals is overwritten by the plaintext. */
    private record Leaky(AeadProvider real) implements AeadProvider {
        Leaky() {
            this(new JdkAeadProvider());
        }

        @Override
        public String id() {
            return "readable";
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            Sealer sealer = real.sealer(key);
            return new Sealer() {
                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    ByteBuffer start = out.duplicate();
                    ByteBuffer text = plaintext.duplicate();
                    int size = sealer.seal(nonce, aad, plaintext, out);
                    start.put(text);
                    return size;
                }

                @Override
                public void close() {
                    sealer.close();
                }
            };
        }

        @Override
        public Opener opener(SecretBytes key) {
            return real.opener(key);
        }
    }
}
