package io.quorumseal.example.kv.client;

import java.io.IOException;

/** QuorumSeal refused a write: it has certainly taken no effect, and never will. */
public final class NotWrittenException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /**
     * Makes one.
     *
     * @param cause how the engine told
     * @param retryable whether the same write may be sent again
     */
    public NotWrittenException(Throwable cause, boolean retryable) {
        super(cause);
        this.retryable = retryable;
    }

    /**
     * Tells whether it is worth another attempt.
     *
     * @return whether the same write may be sent again
     */
    public boolean retryable() {
        return retryable;
    }
}
