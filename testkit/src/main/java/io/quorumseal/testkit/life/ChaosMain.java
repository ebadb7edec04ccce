package io.quorumseal.testkit.life;

import io.quorumseal.testkit.Campaign;
import io.quorumseal.testkit.CampaignReport;

/**
 * Runs a {@link Campaign} and prints what came of it: {@code -Dquorumseal.lives=N} lives from {@code -Dquorumseal.seed=S}
 * on, {@code -Dquorumseal.workers=W} at a time. Ends with 1 if a life failed, or something never happened.
 */
final class ChaosMain {
    private ChaosMain() {}

    @SuppressWarnings("SystemOut") // its purpose
    public static void main(String[] arguments) {
        long seed = Long.getLong("quorumseal.seed", 1);
        int lives = Integer.getInteger("quorumseal.lives", Campaign.COVERING);
        CampaignReport report = new Campaign(seed, lives).run(Math.max(1, Math.min(workers(), lives)));
        System.out.println(report.table());
        System.out.println(report.outcomes());
        System.out.println("seeds from " + seed + " on: " + report.verdict());
        report.failures().forEach(ChaosMain::printFailure);
        System.exit(report.passed() ? 0 : 1);
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
