package io.quorumseal.api;

/**
 * Sealed bytes are not what was sealed. There is one message for every cause: which byte, key or position did not
 * fit helps only an attacker.
 */
public final class AuthenticationFailedException extends QuorumSealException {
    private static final long serialVersionUID = 1L;

    /** Makes the error. */
    public AuthenticationFailedException() {
        super("authentication failed: these bytes are not what was sealed", null);
    }
}
