package io.quorumseal.core.internal.kek;

/** A call ended by throwing, as opposed to being given up; its cause is what was thrown. */
final class CallFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    CallFailedException(Throwable cause) {
        super(cause);
    }

    /** Tells what the call threw. */
    Throwable thrown() {
        return getCause() == null ? this : getCause();
    }
}
