package io.quorumseal.testkit.sim;

/** An error of the vendor's code, which the library knows nothing of. */
public final class ForeignException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ForeignException(String message) {
        super(message, null, false, false);
    }
}
