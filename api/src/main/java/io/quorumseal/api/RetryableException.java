package io.quorumseal.api;

import org.jspecify.annotations.Nullable;

/** Nothing was done; the same request may succeed later, here or at another node. */
public final class RetryableException extends QuorumSealException {
    private static final long serialVersionUID = 1L;

    /** The kind of obstacle. */
    private final Reason reason;

    /** Why the request cannot be served now. */
    public enum Reason {
        /**
         * This node does not lead, or is not ready to, or has not heard from the control group's leader since it was opened:
         * nothing was appended.
         */
        GATE_CLOSED,
        /** The node has not registered its opening under the DEK that it would seal with. */
        NOT_REGISTERED,
        /** A cutover is under way and the request may not be appended before it. */
        HELD,
        /** The term changed between checking and appending; the request was provably not appended. */
        TERM_CHANGED,
        /**
         * The node has made nearly all the seals under a DEK that its hard limit allows; a rotation lifts this, and
         * another node may have some left.
         */
        SEAL_LIMIT,
        /** The KEK does not answer, or is asked too often. */
        KEK_UNREACHABLE,
        /** The KEK answers and does not do it. No key was changed; the message says who can help. */
        KEK_REFUSES,
        /** Another encryption entry of the same group is in flight. */
        BUSY,
        /** No leader, or no member, answered within the bound. */
        NO_ANSWER,
        /** The outcome of an appended entry is not known within the bound; asking again is safe. */
        OUTCOME_UNKNOWN
    }

    /**
     * Makes the error.
     *
     * @param reason its kind
     * @param message what was found and what to do
     */
    public RetryableException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * Makes the error with its cause.
     *
     * @param reason its kind
     * @param message what was found and what to do
     * @param cause what led to it
     */
    public RetryableException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Tells the kind of obstacle.
     *
     * @return the kind
     */
    public Reason reason() {
        return reason;
    }
}
