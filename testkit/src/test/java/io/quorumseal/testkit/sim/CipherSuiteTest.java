package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.testkit.WideCipher;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that was given a cipher of another suite seals nothing: no other member could open it. */
class CipherSuiteTest {

    private static void assertSays(String message) {
        assertTrue(message.contains("suite 1"), message);
        assertTrue(message.contains("\"wide\", of suite 2"), message);
        assertTrue(message.contains("no other member could open"), message);
    }

    private static void assertRefused(SimNode node) {
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, node::start);
        assertEquals(Refusal.WRONG_CIPHER, refused.refusal(), refused::getMessage);
        assertSays(String.valueOf(refused.getMessage()));
    }

    @Test
    void start_memberWithAnotherCipher_isRefusedAlsoIfNobodyAnswers() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode n3 = cluster.node("n3");
        n3.stop();
        n3.cipher(new WideCipher());
        assertRefused(n3);
        n3.connected(false);
        assertRefused(n3);
    }

    @Test
    void start_newNodeWithAnotherCipher_isRefused() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode n4 = cluster.add("n4");
        n4.cipher(new WideCipher());
        assertRefused(n4);
    }

    @Test
    void join_withAnotherCipher_neverLeadsAndAppendsNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode n4 = cluster.add("n4");
        n4.cipher(new WideCipher());
        n4.connected(false);
        n4.start();
        n4.connected(true);
        cluster.tick(Duration.ofMinutes(1));
        List<String> halts =
                n4.events().stream().filter(event -> event.startsWith("HALTED")).toList();
        assertEquals(1, halts.size(), n4.events()::toString);
        assertSays(halts.get(0));
        cluster.elect(CONTROL, "n4");
        cluster.elect(DATA, "n4");
        cluster.tick(Duration.ofMinutes(1));
        rejected(Reason.REGISTRATION_REFUSED, () -> n4.begin(DATA, "k", CANARY));
        n4.stop();
        cluster.lead("n1");
        cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        for (String member : List.of("n1", "n2", "n3")) {
            assertEquals(CANARY, cluster.node(member).values(DATA).get("k"));
        }
    }

    @Test
    void bootstrap_memberWithAnotherCipher_isRefusedByItsName() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimNode n3 = cluster.node("n3");
        n3.stop();
        n3.cipher(new WideCipher());
        n3.start();
        String message = String.valueOf(
                rejected(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n1").bootstrap())
                        .getMessage());
        assertTrue(message.contains("n3 ("), message);
        assertSays(message);
    }

    @Test
    void start_allWithTheOtherCipher_goOn() {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3");
        cluster.nodes().forEach(node -> node.cipher(new WideCipher()));
        cluster.start();
        assertFalse(admin(cluster, "n1").bootstrap().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(Sims.DATA_ID).already());
        cluster.settle().node("n3").stop();
        cluster.node("n3").start();
        cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        assertEquals(CANARY, cluster.node("n3").values(DATA).get("k"));
    }
}
