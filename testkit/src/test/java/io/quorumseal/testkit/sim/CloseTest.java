package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What closing a runtime ends. */
class CloseTest {
    private static final ByteBuffer BYTES = ByteBuffer.wrap(new byte[1]);

    @Test
    void close_stalledApply_fails() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        cluster.node("n3").holdApply(true);
        assertFalse(admin(cluster, "n1").bootstrap().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(Sims.DATA_ID).already());
        cluster.settle();
        SimEntry marker = cluster.group(DATA).truth().get(1);
        QuorumSeal runtime = cluster.node("n3").runtime();
        Opened opened = runtime.group(DATA)
                .open(new LogPosition(Sims.DATA_ID, marker.term(), marker.index()), marker.payload());
        CompletableFuture<Void> retry = ((Opened.NotYet) opened).retry().toCompletableFuture();
        assertFalse(retry.isDone());
        runtime.close();
        assertTrue(retry.isCompletedExceptionally());
    }

    @Test
    void close_laterCalls_sayClosed() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        QuorumSeal runtime = cluster.node("n1").runtime();
        SimEntry entry = Sims.last(cluster.node("n1"), DATA);
        runtime.close();
        runtime.close();
        rejected(Reason.CLOSED, () -> cluster.node("n1").begin(DATA, "k", "v"));
        rejected(Reason.CLOSED, () -> runtime.values().seal(BYTES, BYTES));
        rejected(
                Reason.CLOSED,
                () -> runtime.group(DATA)
                        .open(new LogPosition(Sims.DATA_ID, entry.term(), entry.index()), entry.payload()));
        rejected(Reason.CLOSED, () -> runtime.admin().rotate(Purpose.RAFT));
    }

    @Test
    void answer_afterClosing_completes() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        QuorumSeal runtime = cluster.node("n1").runtime();
        runtime.close();
        assertTrue(runtime.answer(new byte[3]).toCompletableFuture().isDone());
    }

    @Test
    void close_withAProposalBegun_zeroesItsKeyWhenThatIsThrough() {
        SimCluster cluster = used();
        SimWrite begun = cluster.node("n1").begin(DATA, "k", CANARY);
        cluster.close();
        assertTrue(cluster.journal().keysLeft() > 0);
        begun.drop();
        assertEquals(0, cluster.journal().keysLeft());
    }

    @Test
    void close_allNodes_zeroesEveryKey() {
        SimCluster cluster = used();
        assertTrue(cluster.journal().keysLeft() > 0);
        cluster.close();
        assertEquals(0, cluster.journal().keysLeft());
    }

    private static SimCluster used() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.node("n1").write(DATA, "k", CANARY);
        return cluster.settle();
    }
}
