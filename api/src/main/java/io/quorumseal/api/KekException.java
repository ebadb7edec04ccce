package io.quorumseal.api;

import org.jspecify.annotations.Nullable;

/** An operation of a KEK failed. */
public final class KekException extends QuorumSealException {
    private static final long serialVersionUID = 1L;

    /** The kind of failure. */
    private final Kind kind;

    /** What went wrong, in words that every provider shares. */
    public enum Kind {
        /** No answer from where the KEK lives; to be tried again. */
        UNREACHABLE,
        /** Asked too often; to be tried again. */
        THROTTLED,
        /** The caller may not use the key. */
        DENIED,
        /** There is no such key. */
        KEY_NOT_FOUND,
        /** The key is disabled or scheduled for deletion. */
        KEY_DISABLED,
        /** The bytes do not begin like those that this KEK wraps: another KEK, of whatever provider, wrapped them. */
        WRONG_KEY,
        /** The bytes, or the context given with them, are not what was wrapped. */
        CORRUPT,
        /** The KEK cannot do this. */
        UNSUPPORTED,
        /** The KEK's configuration is wrong. */
        MISCONFIGURED;

        /**
         * Tells whether the same call may succeed later without anybody's help.
         *
         * @return whether it is worth trying again
         */
        public boolean isRetryable() {
            return this == UNREACHABLE || this == THROTTLED;
        }
    }

    /**
     * Makes the error.
     *
     * @param kind its kind
     * @param message what was found and what to do
     */
    public KekException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * Makes the error with its cause.
     *
     * @param kind its kind
     * @param message what was found and what to do
     * @param cause what led to it
     */
    public KekException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * Tells the kind of failure.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
