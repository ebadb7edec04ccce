package io.quorumseal.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.OnMember;
import io.quorumseal.core.Admin.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PurgeTest {
    private static final int MOST_ASKED = 30;

    private final SimCluster cluster = new SimCluster(Engine.Append.INDEX_KNOWN, "n1", "n2", "n3");

    private OnMember asked() {
        return cluster.node("n1").runtime().admin().purge().members().get(0);
    }

    private void purgeUntilDone() {
        Admin admin = cluster.node("n1").runtime().admin();
        for (int i = 0; !admin.purge().already(); i++) {
            assertTrue(i < MOST_ASKED);
            cluster.tick(Duration.ofSeconds(2));
        }
    }

    /** Of a group that stops meanwhile nobody knows what was on its way to the disk: that is looked at once more. */
    @Test
    void purge_nothingIsLeftAndAGroupHasStoppedMeanwhile_isUnderWay() {
        try (cluster) {
            cluster.start().cutOver();
            purgeUntilDone();
            Admin.Result rotated = cluster.node("n1").runtime().admin().rotate(Purpose.RAFT);
            assertEquals(false, rotated.already());
            cluster.settle();
            cluster.holdAppends(SimCluster.CONTROL, true);
            assertEquals(Outcome.UNDER_WAY, asked().outcome());
            cluster.node("n1").runtime().halted(new GroupId(SimCluster.DATA), "it was stopped");
            cluster.holdAppends(SimCluster.CONTROL, false);
            cluster.settle();
            OnMember asked = asked();
            assertEquals(Outcome.UNDER_WAY, asked.outcome(), asked.text());
            assertTrue(asked.text().startsWith("nothing was left when it was looked at last"), asked.text());
        }
    }
}
