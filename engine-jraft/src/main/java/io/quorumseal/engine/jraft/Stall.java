package io.quorumseal.engine.jraft;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits on the thread that applies a group for something that QuorumSeal lacks. JRaft tells this thread that the node shuts down
 * only when it has come back, so the wait looks up from time to time.
 */
final class Stall {
    private static final long LOOK_UP_MILLIS = 200;
    private static final int START_TIMEOUT_SECONDS = 30;

    private Stall() {}

    /** The node shuts down. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ended(String message) {
            super(message);
        }
    }

    /**
     * Waits without a time limit.
     *
     * @throws Ended if the node shuts down
     * @throws RuntimeException what the stage failed with
     */
    static void await(LocalGroup group, CompletionStage<Void> stage) {
        boolean done = false;
        while (!done) {
            done = look(group, stage);
        }
    }

    /**
     * Waits while a node starts, which the vendor waits for as well: what is awaited may come only with another group's start.
     *
     * @throws RuntimeException what the stage failed with, or if it takes too long
     */
    static void awaitAtStart(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "the control group did not bring within " + START_TIMEOUT_SECONDS
                            + " s what the group's snapshot needs: restart this process, and have it start the control group's node"
                            + " first",
                    e);
        } catch (ExecutionException e) {
            throw cause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Ended("interrupted");
        }
    }

    private static RuntimeException cause(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    private static boolean look(LocalGroup group, CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            requireActive(group);
            return false;
        } catch (ExecutionException e) {
            requireActive(group);
            throw cause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Ended("interrupted");
        }
    }

    private static void requireActive(LocalGroup group) {
        if (group.active().isEmpty()) {
            throw new Ended("the node shuts down");
        }
    }
}
