package io.quorumseal.api;

import org.jspecify.annotations.Nullable;

/** The root of all errors of QuorumSeal. The type says what to do: try again, give up, halt, or not start. */
public abstract sealed class QuorumSealException extends RuntimeException
        permits AuthenticationFailedException,
                HaltApplyException,
                KekException,
                MalformedException,
                RejectedException,
                RetryableException,
                StartupRefusedException,
                UnknownDekException {
    private static final long serialVersionUID = 1L;

    QuorumSealException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
