package io.quorumseal.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Random lives of clusters. {@code -Dquorumseal.lives=N} says how many, {@code -Dquorumseal.seed=S} where to begin; a
 * failure names the seed of its life, and {@code -Dquorumseal.seed=S -Dquorumseal.lives=1} repeats it.
 */
class SimClusterTest {
    private static final int STEPS = 100;

    private final Coverage coverage = new Coverage();

    @Test
    @SuppressWarnings("SystemOut") // the numbers say what the test is worth
    void live_atRandom_keepsEveryPromise() {
        long seed = Long.getLong("quorumseal.seed", 1);
        int lives = Integer.getInteger("quorumseal.lives", 150);
        for (int i = 0; i < lives; i++) {
            liveOrTellSeed(seed + i);
        }
        System.out.println("random lives: " + lives + " from seed " + seed + ", " + coverage);
        assertTrue(lives < 100 || coverage.of("enable raft data done") > lives / 10, "too little happens");
    }

    private void liveOrTellSeed(long seed) {
        try {
            live(seed);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("life of seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private void live(long seed) {
        RandomLife life = new RandomLife(seed, coverage);
        life.live(STEPS);
        life.heal();
        new LifeCheck(life.cluster(), life.appended()).check();
        life.restartAll();
        life.mustWrite(SimCluster.CONTROL);
        life.mustWrite(SimCluster.DATA);
        new LifeCheck(life.cluster(), life.appended()).check();
    }
}
