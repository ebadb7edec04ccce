package io.quorumseal.api;

import org.jspecify.annotations.Nullable;

/** The node cannot start safely. The message says what was found, why it is dangerous and what to do. */
public final class StartupRefusedException extends QuorumSealException {
    private static final long serialVersionUID = 1L;

    /** The refusal. */
    private final Refusal refusal;

    /** Why the node does not start, in the order of the checks. */
    public enum Refusal {
        /** Another process has the directory open. */
        DIRECTORY_IN_USE,
        /** The configuration, that of the KEK included, is wrong; or a provider is missing or named twice. */
        CONFIGURATION,
        /** The file system cannot do what durability needs. */
        UNSUPPORTED_FILE_SYSTEM,
        /** The directory holds keys and encryption is off. */
        ENCRYPTION_OFF,
        /** Encryption is on and no KEK is named. */
        NO_KEK,
        /** The engine's files hold key state and there is no sidecar. */
        SIDECAR_MISSING,
        /** The sidecar does not parse. */
        SIDECAR_CORRUPT,
        /** The sidecar's version is not known. */
        SIDECAR_VERSION,
        /** The sidecar belongs to another node or cluster. */
        WRONG_IDENTITY,
        /** The KEK does not answer. */
        KEK_UNREACHABLE,
        /** The KEK is asked too often. */
        KEK_THROTTLED,
        /** This node may not use the KEK. */
        KEK_DENIED,
        /** There is no such KEK. */
        KEK_NOT_FOUND,
        /** The KEK is disabled or is to be deleted. */
        KEK_DISABLED,
        /** The KEK, or its provider, cannot do what these keys need. */
        KEK_UNSUPPORTED,
        /** The KEK is another one than the keys were wrapped under. */
        WRONG_KEK,
        /**
         * The KEK takes a key's wrapped form for something else: it is another KEK, lags behind, or the form is damaged
         * here.
         */
        KEYS_DO_NOT_UNWRAP,
        /** The sidecar was changed by somebody who does not hold its keys. */
        SIDECAR_MAC,
        /** The sidecar has no MAC and adopting it was not asked for, or would lose something. */
        SIDECAR_NOT_ADOPTED,
        /** The sidecar is behind what the engine has applied. */
        SIDECAR_BEHIND,
        /** A snapshot and the sidecar contradict each other about a cutover. */
        SNAPSHOT_MISMATCH,
        /** All opening numbers of this node are used up. */
        OPENINGS_SPENT,
        /** The cluster refuses to register this opening. */
        REGISTRATION_REFUSED
    }

    /**
     * Makes the error.
     *
     * @param refusal its kind
     * @param message what was found and what to do
     */
    public StartupRefusedException(Refusal refusal, String message) {
        this(refusal, message, null);
    }

    /**
     * Makes the error with its cause.
     *
     * @param refusal its kind
     * @param message what was found and what to do
     * @param cause what led to it
     */
    public StartupRefusedException(Refusal refusal, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.refusal = refusal;
    }

    /**
     * Tells the refusal.
     *
     * @return the kind
     */
    public Refusal refusal() {
        return refusal;
    }
}
