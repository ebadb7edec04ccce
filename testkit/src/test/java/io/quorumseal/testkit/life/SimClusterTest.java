package io.quorumseal.testkit.life;

import io.quorumseal.testkit.Campaign;
import io.quorumseal.testkit.CampaignReport;
import org.junit.jupiter.api.Test;

/**
 * Random lives of clusters. {@code -Dquorumseal.lives=N} says how many, {@code -Dquorumseal.seed=S} where to begin; a
 * failure names the seed of its life, and {@code -Dquorumseal.seed=S -Dquorumseal.lives=1} repeats it.
 */
class SimClusterTest {

    @Test
    @SuppressWarnings("SystemOut") // the numbers say what the test is worth
    void live_atRandom_keepsEveryPromise() {
        long seed = Long.getLong("quorumseal.seed", 1);
        int lives = Integer.getInteger("quorumseal.lives", 40);
        CampaignReport report = new Campaign(seed, lives).run(1);
        System.out.println("random lives from seed " + seed + ": " + report.verdict());
        report.requirePassed();
    }
}
