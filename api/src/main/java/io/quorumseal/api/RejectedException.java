package io.quorumseal.api;

import org.jspecify.annotations.Nullable;

/** The request is wrong or forbidden as it stands; repeating it does not help. */
public final class RejectedException extends QuorumSealException {
    private static final long serialVersionUID = 1L;

    /** The kind of rejection. */
    private final Reason reason;

    /** Why the request is refused. */
    public enum Reason {
        /** An argument is out of its range. */
        BAD_REQUEST,
        /** The payload starts with the 16 bytes that mark encryption entries, or is itself a sealed payload of the cluster. */
        RESERVED_PREFIX,
        /** The payload, sealed, is larger than the engine's limit. */
        TOO_LARGE,
        /** The cluster has no keys yet. */
        NOT_BOOTSTRAPPED,
        /** The entry would halt every replica. */
        WOULD_HALT,
        /** Key state has no room for what the entry brings; the message says what fills it and what makes room. */
        NO_ROOM,
        /** A member is missing, lacks encryption, or cannot unwrap the new key. */
        MEMBER_NOT_READY,
        /** The group was cut over in another log and nobody has decided what holds in this one. */
        OTHER_LOG,
        /** A stored value is said to be in cleartext, and this node has counted that it holds none. */
        CLEARTEXT_REFUSED,
        /** The DEK's budget or the node's write count is used up. */
        EXHAUSTED,
        /** The runtime or the key is closed. */
        CLOSED,
        /** The runtime was opened with encryption off. */
        ENCRYPTION_OFF,
        /** Something on some member may still need the DEK. */
        STILL_NEEDED,
        /** The registry holds this opening, or a later one, or another node under the same 16 bits. */
        REGISTRATION_REFUSED
    }

    /**
     * Makes the error.
     *
     * @param reason its kind
     * @param message what was found and what to do
     */
    public RejectedException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * Makes the error with its cause.
     *
     * @param reason its kind
     * @param message what was found and what to do
     * @param cause what led to it
     */
    public RejectedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Tells the kind of rejection.
     *
     * @return the kind
     */
    public Reason reason() {
        return reason;
    }
}
