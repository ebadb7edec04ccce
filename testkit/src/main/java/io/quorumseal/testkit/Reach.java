package io.quorumseal.testkit;

import io.quorumseal.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.util.Optional;

/**
 * How a call of a KEK leaves the process. What is out there may be slow, or hang; so a subject says how that is brought
 * about, and no KEK that leaves the process is excused from being back in time and from being interrupted.
 */
public sealed interface Reach {

    /**
     * By a stream of bytes, through a proxy: TCP or a Unix socket, whatever is spoken on it. All that happens to
     * streams is tried; where the proxy understands HTTP, statuses and bodies are, too.
     *
     * @param proxy the proxy that the subject's URIs go through; closed by the subject
     */
    record Stream(FaultProxy proxy) implements Reach {
        @Override
        public Optional<FaultProxy> proxied() {
            return Optional.of(proxy);
        }
    }

    /**
     * By calls into something that no proxy can stand in front of: a library that speaks to a token through a driver,
     * or by a protocol of its own. The cases about time are run under the runtime's guard, which gives up on such
     * calls.
     *
     * @param stall makes the calls hang
     * @param why why there is no stream that a proxy could be put into; printed in the table
     */
    record Calls(Stall stall, String why) implements Reach {
        /**
         * Checks that there is a reason.
         *
         * @param stall makes the calls hang
         * @param why why there is no stream that a proxy could be put into
         * @throws IllegalArgumentException if there is none
         */
        public Calls {
            requireReason(why);
        }

        @Override
        public Optional<FaultProxy> proxied() {
            return Optional.empty();
        }
    }

    /**
     * Not at all: what it needs was read from files at opening, and its calls compute.
     *
     * @param why why it never waits for anybody; printed in the table
     */
    record Nowhere(String why) implements Reach {
        /**
         * Checks that there is a reason.
         *
         * @param why why it never waits for anybody
         * @throws IllegalArgumentException if there is none
         */
        public Nowhere {
            requireReason(why);
        }

        @Override
        public Optional<FaultProxy> proxied() {
            return Optional.empty();
        }
    }

    /** Makes what a KEK calls into hang: it must be the real thing that waits, where the real calls go. */
    @FunctionalInterface
    interface Stall {
        /**
         * Makes calls not return from now on, until the result is closed. Then they go on, as after a long time.
         *
         * @return the end of it
         * @throws Exception if it could not be done
         */
        Held begin() throws Exception;
    }

    /** Something that hangs. */
    @FunctionalInterface
    interface Held extends AutoCloseable {
        /**
         * Lets the calls go on; a second close does nothing.
         *
         * @throws IOException if that failed
         */
        @Override
        void close() throws IOException;
    }

    /**
     * Gives the proxy.
     *
     * @return it; empty where there is none
     */
    Optional<FaultProxy> proxied();

    private static void requireReason(String why) {
        if (why.isBlank()) {
            throw new IllegalArgumentException("no reason is given; say why no proxy can stand between KEK and key");
        }
    }
}
