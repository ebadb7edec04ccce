package io.quorumseal.engine.ratis;

import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import java.io.IOException;

/**
 * Tells a Ratis client why its write was not appended. It is the cause of the
 * {@link org.apache.ratis.protocol.exceptions.StateMachineException} that the client gets.
 *
 * <p>Ratis carries an exception to the client as class name and message only, and makes it anew there with the
 * constructor that takes the message: {@link #refusal()} makes the original error from it.
 */
public final class WriteRefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final String RETRY = "retry ";
    private static final String REJECT = "reject ";

    /**
     * Makes the error from its message, as Ratis's client does.
     *
     * @param message the message of an error of this class
     */
    public WriteRefusedException(String message) {
        super(message);
    }

    private WriteRefusedException(String message, RuntimeException cause) {
        super(message, cause);
    }

    static WriteRefusedException of(RuntimeException refusal) {
        return new WriteRefusedException(prefix(refusal) + ": " + refusal.getMessage(), refusal);
    }

    private static String prefix(RuntimeException refusal) {
        if (refusal instanceof RetryableException retryable) {
            return RETRY + retryable.reason();
        }
        return REJECT
                + (refusal instanceof RejectedException rejected
                        ? rejected.reason()
                        : RejectedException.Reason.BAD_REQUEST);
    }

    /**
     * Makes the error that the leader's runtime raised.
     *
     * @return a {@link RetryableException} if the same write may succeed later, otherwise a
     *     {@link RejectedException}
     */
    public QuorumSealException refusal() {
        String message = String.valueOf(getMessage());
        return message.startsWith(RETRY)
                ? new RetryableException(RetryableException.Reason.valueOf(reason(message, RETRY)), text(message), this)
                : new RejectedException(RejectedException.Reason.valueOf(reason(message, REJECT)), text(message), this);
    }

    private static String reason(String message, String prefix) {
        return message.substring(prefix.length(), message.indexOf(':'));
    }

    private static String text(String message) {
        return message.substring(message.indexOf(':') + 1).trim();
    }
}
