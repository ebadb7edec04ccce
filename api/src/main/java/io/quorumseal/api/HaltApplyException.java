package io.quorumseal.api;

import org.jspecify.annotations.Nullable;

/** An entry cannot be applied. The engine must not mark it applied and must stop applying this group. */
public final class HaltApplyException extends QuorumSealException {
    private static final long serialVersionUID = 1L;

    /** The kind of damage. */
    private final Reason reason;

    /** Why applying halts. */
    public enum Reason {
        /** The entry is not well formed. */
        MALFORMED,
        /** The entry is well formed but may not stand where it does. */
        FORBIDDEN,
        /** The entry needs keys and there are none. */
        NOT_BOOTSTRAPPED,
        /** A wrapped DEK does not unwrap, or unwraps to a key other than the one known under its id. */
        BAD_KEY,
        /** The wrap installer failed. */
        INSTALLER,
        /** A payload above the cutover does not open. */
        INTEGRITY,
        /** The sidecar could not be written durably. */
        STORAGE,
        /** The runtime was opened with encryption off. */
        ENCRYPTION_OFF
    }

    /**
     * Makes the error.
     *
     * @param reason its kind
     * @param message what was found and what to do
     */
    public HaltApplyException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * Makes the error with its cause.
     *
     * @param reason its kind
     * @param message what was found and what to do
     * @param cause what led to it
     */
    public HaltApplyException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Tells the kind of damage.
     *
     * @return the kind
     */
    public Reason reason() {
        return reason;
    }
}
