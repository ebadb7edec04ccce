package io.quorumseal.core.internal.kek;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.KekHealth.Ill;
import io.quorumseal.core.KekHealth.Well;
import io.quorumseal.core.KekStatus;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.work.Background;
import io.quorumseal.core.internal.work.Config;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tests the KEK in the background: now and then while it is well, often while it is ill, and at once when a call
 * failed. Only a test decides. Nothing waits for it, and nothing ends by what it finds.
 */
public final class KekWatch {
    private final Config config;
    private final Kek kek;
    private final String scheme;
    private final Background background;
    private volatile KekHealth health = new KekHealth.Unknown();
    private volatile Optional<String> version = Optional.empty();
    private volatile Optional<Instant> lastSuccess = Optional.empty();
    private volatile boolean closed;
    private boolean probing;
    private long next;

    /**
     * Makes one.
     *
     * @param scheme the scheme of the KEK's URI; empty if it has none
     */
    public KekWatch(Config config, Kek kek, Optional<String> scheme, Background background) {
        this.config = config;
        this.kek = kek;
        this.scheme = scheme.orElse("");
        this.background = background;
    }

    /** Names the KEK, and says what of its environment was taken; no secrets. */
    public String description() {
        return kek.description();
    }

    public KekHealth health() {
        return health;
    }

    /** All that is known of the KEK; it is not asked for it. */
    public KekStatus status() {
        return new KekStatus(health, scheme, kek.description(), kek.fingerprint(), version, lastSuccess);
    }

    /** It did what it was asked for. */
    void succeeded() {
        lastSuccess = Optional.of(config.clock().instant());
    }

    /** Has the KEK tested now, unless that is being done. */
    public synchronized void testNow() {
        if (!probing) {
            probing = true;
            next++;
            background.run(this::probe);
        }
    }

    /** A test that was to come later does not come if another one was made meanwhile. */
    private synchronized void testLater(Duration delay) {
        probing = false;
        long mine = ++next;
        background.later(delay, () -> {
            if (isNext(mine)) {
                testNow();
            }
        });
    }

    private synchronized boolean isNext(long number) {
        return number == next;
    }

    /**
     * Calls the KEK once, on this thread: wraps and unwraps.
     *
     * @return how long it took
     * @throws KekException if it fails
     */
    public Duration call() {
        Instant begun = config.clock().instant();
        try {
            tested();
        } catch (RuntimeException | LinkageError e) {
            foundIll(e);
            throw e;
        }
        return Duration.between(begun, config.clock().instant());
    }

    private void tested() {
        kek.probe(config.limits().kekTimeout());
        succeeded();
        foundWell();
        lookForVersion();
    }

    private void probe() {
        try {
            tested();
            testLater(config.limits().probeWhenWell());
        } catch (RuntimeException | LinkageError e) {
            if (!closed) {
                foundIll(e);
                testLater(config.limits().probeWhenIll());
            }
        }
    }

    /** Nothing depends on it: one that is not told now stays as it was. */
    private void lookForVersion() {
        try {
            version = Optional.of(kek.version());
        } catch (RuntimeException | LinkageError untold) {
            // The next test asks again.
        }
    }

    private void foundWell() {
        KekHealth before = health;
        if (before instanceof Well) {
            return;
        }
        health = new Well(config.clock().instant());
        if (before instanceof Ill ill) {
            config.tell(Event.KEK_WELL, kek.description() + " works again, after it failed since " + ill.since());
        }
    }

    private void foundIll(Throwable failure) {
        Optional<KekException.Kind> kind = failure instanceof KekException e ? Optional.of(e.kind()) : Optional.empty();
        String why = String.valueOf(failure.getMessage());
        Instant since = health instanceof Ill ill ? ill.since() : config.clock().instant();
        boolean told = health instanceof Ill ill && ill.kind().equals(kind);
        health = new Ill(since, kind, why);
        if (!told) {
            config.tell(
                    Event.KEK_ILL,
                    kek.description() + " fails (" + kind.map(Enum::name).orElse("by a bug") + "): " + why + ". "
                            + kind.map(KekTrouble::whileRunning).orElse("What is open goes on"));
        }
    }

    /** What a test finds from now on comes from closing. */
    public void close() {
        closed = true;
    }
}
