package io.quorumseal.testkit.life;

import io.quorumseal.core.internal.key.Randomness;
import io.quorumseal.testkit.Campaign;
import io.quorumseal.testkit.CampaignReport;
import io.quorumseal.testkit.sim.NonceCampaign;

/**
 * Runs a {@link Campaign} and prints what came of it: {@code -Dquorumseal.lives=N} lives from {@code -Dquorumseal.seed=S}
 * on, {@code -Dquorumseal.workers=W} at a time. Ends with 1 if a life failed, or something never happened. With {@code
 * -Dquorumseal.seals=N} it runs a {@link NonceCampaign} instead, and ends with 1 if anything was drawn twice.
 */
final class ChaosMain {
    private static final long OPENINGS = 1_000;

    private ChaosMain() {}

    @SuppressWarnings("SystemOut") // its purpose
    public static void main(String[] arguments) {
        long seals = Long.getLong("quorumseal.seals", 0);
        System.exit((seals > 0 ? seal(seals) : live()) ? 0 : 1);
    }

    /** Each opening is one of two copies of a process. */
    @SuppressWarnings("SystemOut")
    private static boolean seal(long seals) {
        long openings = Long.getLong("quorumseal.openings", OPENINGS);
        NonceCampaign.Report report = new NonceCampaign(Randomness.secure(), seals, openings, 2).run();
        System.out.println(report);
        return report.passed();
    }

    @SuppressWarnings("SystemOut")
    private static boolean live() {
        long seed = Long.getLong("quorumseal.seed", 1);
        int lives = Integer.getInteger("quorumseal.lives", Campaign.COVERING);
        CampaignReport report = new Campaign(seed, lives).run(Math.max(1, Math.min(workers(), lives)));
        System.out.println(report.table());
        System.out.println(report.outcomes());
        System.out.println("seeds from " + seed + " on: " + report.verdict());
        report.failures().forEach(ChaosMain::printFailure);
        return report.passed();
    }

    /** As many as are named; one for each core if that is none. */
    private static int workers() {
        int named = Integer.getInteger("quorumseal.workers", 0);
        return named > 0 ? named : Runtime.getRuntime().availableProcessors();
    }

    @SuppressWarnings("SystemOut")
    private static void printFailure(CampaignReport.Failure failure) {
        failure.why().printStackTrace(System.out);
        System.out.println(
                "the same life once more: mvn -q -Pchaos -Dquorumseal.lives=1 -Dquorumseal.seed=" + failure.seed());
    }
}
