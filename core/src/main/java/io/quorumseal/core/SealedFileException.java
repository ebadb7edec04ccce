package io.quorumseal.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file is not what was sealed, or cannot be opened here. Nothing of the part that is at fault was given to the caller. */
public final class SealedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    private final Reason reason;

    /** What is wrong with a file. */
    public enum Reason {
        /** It does not begin as a sealed file does. */
        NOT_SEALED,
        /** It is in a form that this release does not read. */
        UNKNOWN_FORMAT,
        /** It was sealed for another role, or its header was changed: the one cannot be told from the other. */
        OTHER_ROLE,
        /** This node does not have its DEK: it was not applied here yet, is another cluster's, or the name was changed. */
        UNKNOWN_DEK,
        /** Its DEK was retired. */
        RETIRED_DEK,
        /** Its end is missing. */
        CUT_SHORT,
        /** Its bytes are not what was sealed: changed, exchanged, or followed by others. */
        CHANGED,
        /** It is in clear, and this node has seen that no file of its folder is. */
        CLEARTEXT_REFUSED
    }

    /**
     * Makes the error.
     *
     * @param reason what is wrong
     * @param message what was found and what to do
     * @param cause what led to it, if anything did
     */
    public SealedFileException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Tells what is wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
