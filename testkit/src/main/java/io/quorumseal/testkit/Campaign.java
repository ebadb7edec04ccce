package io.quorumseal.testkit;

import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.testkit.life.Coverage;
import io.quorumseal.testkit.life.LifeSteps;
import io.quorumseal.testkit.life.RandomLife;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Random lives of simulated clusters. In each, real runtimes write, change keys, are cut off, crash and are replaced,
 * in an order that a seed determines; afterwards replicas are equal, nothing acknowledged is lost, nothing is readable
 * behind a cutover, and no nonce was used twice under a key.
 *
 * <p>Lives are independent, and each is a function of its seed: one with the same seed in another campaign is the same.
 * After the first that fails, no more are begun.
 */
public final class Campaign {
    /** The number of lives from which every kind of step, fault and outcome has to have happened. */
    public static final int COVERING = 300;

    private static final int STEPS = 120;

    private final long seed;
    private final int lives;
    private final Supplier<AeadProvider> cipher;
    private final Coverage coverage = new Coverage();
    private final List<CampaignReport.Failure> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger begun = new AtomicInteger();

    /**
     * Makes a campaign with the JDK's AES-256-GCM.
     *
     * @param seed the first seed; each life has the next one
     * @param lives how many
     */
    public Campaign(long seed, int lives) {
        this(seed, lives, JdkAeadProvider::new);
    }

    /**
     * Makes a campaign with a cipher.
     *
     * @param seed the first seed; each life has the next one
     * @param lives how many
     * @param cipher makes the cipher of a life
     */
    public Campaign(long seed, int lives, Supplier<AeadProvider> cipher) {
        this.seed = seed;
        this.lives = lives;
        this.cipher = cipher;
    }

    /**
     * Runs all lives, several at a time. To be called once.
     *
     * @param workers how many at a time
     * @return what came of them
     */
    public CampaignReport run(int workers) {
        long start = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                all.add(pool.submit(this::work));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
        return report(Duration.ofNanos(System.nanoTime() - start));
    }

    private CampaignReport report(Duration time) {
        boolean whole = lives >= COVERING && failures.isEmpty();
        List<String> missing = whole ? coverage.missing(LifeSteps.names(), LifeSteps.OUTCOMES) : List.of();
        return new CampaignReport(
                Math.min(begun.get(), lives),
                time,
                List.copyOf(failures),
                missing,
                coverage.table(),
                coverage.outcomes());
    }

    private void work() {
        while (failures.isEmpty()) {
            int number = begun.getAndIncrement();
            if (number >= lives) {
                return;
            }
            live(seed + number);
        }
    }

    private void live(long one) {
        Coverage its = new Coverage();
        try {
            new RandomLife(one, cipher.get(), its).liveThrough(STEPS);
        } catch (RuntimeException | AssertionError e) {
            failures.add(new CampaignReport.Failure(one, e));
        }
        coverage.add(its);
    }
}
