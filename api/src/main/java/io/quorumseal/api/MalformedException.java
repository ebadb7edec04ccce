package io.quorumseal.api;

import org.jspecify.annotations.Nullable;

/** Bytes that do not have the format they should. */
public final class MalformedException extends QuorumSealException {
    private static final long serialVersionUID = 1L;

    /** The kind of defect. */
    private final Defect defect;

    /** What is wrong with the bytes. */
    public enum Defect {
        /** An envelope is shorter than its header and tag. */
        ENVELOPE_SHORT,
        /** An envelope of a version that is not known. */
        ENVELOPE_VERSION,
        /** A log entry that does not parse. */
        ENTRY,
        /** A log entry of a version that is not known. */
        ENTRY_VERSION,
        /** A log entry of a kind that is not known. */
        ENTRY_KIND,
        /** A registry row's key that does not parse. */
        REGISTRY_KEY,
        /** A registry row's value that does not parse. */
        REGISTRY_VALUE,
        /** A sidecar that does not parse. */
        SIDECAR,
        /** A sidecar of a version that is not known. */
        SIDECAR_VERSION,
        /** A sidecar of a control group other than the one that is configured. */
        SIDECAR_CONTROL_GROUP,
        /** A sidecar with a key of an unknown purpose. */
        SIDECAR_PURPOSE,
        /** A sidecar with a key id that is not a decimal number of 32 bits. */
        SIDECAR_KEY_ID_FORMAT,
        /** A sidecar with a key under id 0. */
        SIDECAR_RESERVED_KEY_ID,
        /** A sidecar whose active key is not among its keys. */
        SIDECAR_ACTIVE_KEY_MISSING,
        /** A sidecar whose active key is of the other purpose. */
        SIDECAR_ACTIVE_PURPOSE_MISMATCH,
        /** Exported key state that does not parse. */
        KEY_STATE,
        /** A message between nodes that does not parse. */
        PEER_MESSAGE
    }

    /**
     * Makes the error.
     *
     * @param defect its kind
     * @param message what was found and what to do
     */
    public MalformedException(Defect defect, String message) {
        this(defect, message, null);
    }

    /**
     * Makes the error with its cause.
     *
     * @param defect its kind
     * @param message what was found and what to do
     * @param cause what led to it
     */
    public MalformedException(Defect defect, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.defect = defect;
    }

    /**
     * Tells the kind of defect.
     *
     * @return the kind
     */
    public Defect defect() {
        return defect;
    }
}
