package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.rewrittenFrom;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorumseal.api.DekId;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.disk.Survival;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node with an empty log, and what it may do before the cluster has told it its keys. */
class JoiningTest {
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Survival POWER_FAILURE = new Survival(Survival.Data.LOST, Survival.Names.LOST);

    /** The log has three values from before a storage DEK was rotated away, and the retirement of that DEK. */
    private static SimCluster withARetiredDek() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        for (int i = 0; i < 3; i++) {
            SimWrite unused = cluster.node("n1").write(DATA, "old" + i, CANARY + i);
        }
        DekId old = rewrittenFrom(cluster.settle());
        assertFalse(admin(cluster, "n1").retire(old).already());
        return cluster.settle();
    }

    private static SimNode unanswered(SimCluster cluster) {
        SimNode joiner = cluster.add("n4");
        joiner.questionsLost(true);
        joiner.start();
        cluster.settle();
        return joiner;
    }

    private static void appliesNothing(SimNode joiner) {
        assertEquals(Map.of(), joiner.values(DATA));
        assertEquals(Status.Mode.STALLED, status(joiner, DATA).mode());
    }

    @Test
    void start_nobodyAnswers_appliesNothingUntilSomebodyDoes() {
        SimCluster cluster = withARetiredDek();
        SimNode joiner = unanswered(cluster);
        appliesNothing(joiner);
        joiner.crash(POWER_FAILURE);
        joiner.start();
        cluster.settle();
        appliesNothing(joiner);
        joiner.questionsLost(false);
        cluster.tick(RETRY);
        assertEquals(cluster.node("n1").values(DATA), joiner.values(DATA));
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @Test
    void lead_nobodyHasAnswered_takesTheKeysFromTheOthers() {
        SimCluster cluster = withARetiredDek();
        SimNode joiner = unanswered(cluster);
        joiner.questionsLost(false);
        cluster.lead("n4");
        assertEquals(cluster.node("n1").values(DATA), joiner.values(DATA));
        check(cluster, cluster.node("n4").write(DATA, "k", CANARY));
    }

    /** The first leader is gone before anybody else of a new cluster was answered. */
    @Test
    void lead_nobodyOfANewClusterWasAnswered_goesOnWhenAllAreHeard() {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3");
        cluster.nodes().forEach(SimNode::start);
        cluster.node("n2").questionsLost(true);
        cluster.node("n3").questionsLost(true);
        cluster.lead("n1");
        SimWrite first = cluster.node("n1").write(CONTROL, "first", CANARY);
        cluster.settle();
        cluster.node("n1").crash(POWER_FAILURE);
        cluster.elect(CONTROL, "n2");
        cluster.elect(DATA, "n2");
        cluster.settle();
        retryable(Reason.GATE_CLOSED, () -> cluster.node("n2").write(CONTROL, "k", CANARY));
        cluster.node("n2").questionsLost(false);
        cluster.node("n3").questionsLost(false);
        cluster.tick(RETRY);
        retryable(Reason.GATE_CLOSED, () -> cluster.node("n2").write(CONTROL, "k", CANARY));
        cluster.node("n1").start();
        cluster.tick(RETRY).lead("n2");
        check(cluster, first, cluster.node("n2").write(DATA, "k", CANARY));
    }

    /** A member from before encryption: what it has to apply was in its own log. */
    @Test
    void start_nodeWithALogAndWithoutSidecar_waitsForNobody() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimWrite first = cluster.node("n1").write(DATA, "first", CANARY);
        SimNode member = cluster.settle().node("n3");
        member.replica(DATA).takeSnapshot();
        member.stop();
        Disks.removeSidecar(member);
        member.questionsLost(true);
        member.start(SimNode.From.SNAPSHOT);
        SimWrite second = cluster.node("n1").write(DATA, "second", CANARY);
        cluster.settle();
        assertEquals(Map.of("first", CANARY, "second", CANARY), member.values(DATA));
        check(cluster, first, second);
    }
}
