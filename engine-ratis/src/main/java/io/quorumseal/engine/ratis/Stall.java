package io.quorumseal.engine.ratis;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits on a group's updater thread for something that QuorumSeal lacks. Ratis tells no one that it closes a division
 * before it joins this very thread, so the wait looks up from time to time.
 */
final class Stall {
    private static final long LOOK_UP_MILLIS = 200;
    private static final int START_TIMEOUT_SECONDS = 30;

    private final Hosted hosted;

    Stall(Hosted hosted) {
        this.hosted = hosted;
    }

    /** The division closes. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ended(String message) {
            super(message);
        }
    }

    /**
     * Waits without a time limit.
     *
     * @throws Ended if the division closes
     * @throws RuntimeException what the stage failed with
     */
    void await(CompletionStage<Void> stage) {
        boolean done = false;
        while (!done) {
            done = look(stage);
        }
    }

    /**
     * Waits while a group starts, which other groups' starts and the server's ports wait for as well: what is awaited may come only
     * with those.
     *
     * @throws Ended if the division closes
     * @throws RuntimeException what the stage failed with, or if it takes too long
     */
    void awaitAtStart(CompletionStage<Void> stage) {
        long begin = System.nanoTime();
        while (!look(stage)) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(START_TIMEOUT_SECONDS)) {
                throw new IllegalStateException("the control group did not bring within " + START_TIMEOUT_SECONDS
                        + " s what the snapshot of group " + hosted.seal().id()
                        + " needs: have the control group run here, and start this group again");
            }
        }
    }

    private boolean look(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            requireOpen();
            return false;
        } catch (ExecutionException e) {
            requireOpen();
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Ended("interrupted");
        }
    }

    private void requireOpen() {
        if (hosted.division().isEmpty()) {
            throw new Ended("the division closes");
        }
    }
}
