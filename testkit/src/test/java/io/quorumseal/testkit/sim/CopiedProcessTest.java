package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.last;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.spi.Engine.Append;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A process is copied while it runs, with all that it has in memory, and both go on sealing. */
class CopiedProcessTest {
    private static final int MORE_THAN_A_BLOCK = 300;

    private final SimCluster cluster = begun();
    private final SimNode original = cluster.node("n1");
    private final SimWrite write = original.write(DATA, "k", CANARY);
    private final CopiedProcess copy =
            CopiedProcess.of(original, DATA, last(original, DATA).bytes(), new Random(7));

    private static SimCluster begun() {
        SimCluster cluster =
                new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3").suite(2).start();
        assertFalse(admin(cluster, "n1").bootstrap().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        return cluster.settle();
    }

    /** Each is sealed when it is begun. */
    private void goOn() {
        for (int i = 0; i < MORE_THAN_A_BLOCK; i++) {
            original.begin(DATA, "x" + i, CANARY).drop();
        }
    }

    private static byte[] nonceOf(SimEntry entry) {
        return Arrays.copyOfRange(entry.bytes(), 6, 30);
    }

    @Test
    void seal_withinTheBlock_isWhatTheOriginalSealsNext() {
        SimWrite next = original.write(DATA, "next", CANARY);
        assertArrayEquals(nonceOf(last(original, DATA)), copy.next());
        check(cluster, write, next);
    }

    /** The journal sees what no rule forbids, because nothing in memory can tell a copy from the original. */
    @Test
    void seal_withinTheBlockAndRecorded_isFound() {
        original.begin(DATA, "next", CANARY).drop();
        assertThrows(AssertionError.class, () -> copy.seal(1));
        assertThrows(AssertionError.class, cluster.journal()::requireNoneTwice);
    }

    @Test
    void seal_fromTheNextBlockOn_repeatsNothing() {
        copy.toTheNextBlock().seal(MORE_THAN_A_BLOCK);
        goOn();
        check(cluster, write);
    }

    @Test
    void reseed_ofTheCopy_repeatsNothing() {
        copy.reseed().seal(MORE_THAN_A_BLOCK);
        goOn();
        check(cluster, write);
    }

    @Test
    void reseed_ofTheOriginal_repeatsNothing() {
        original.runtime().reseed();
        copy.seal(MORE_THAN_A_BLOCK);
        goOn();
        check(cluster, write);
    }
}
