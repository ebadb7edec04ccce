package io.quorumseal.testkit;

import io.quorumseal.testkit.internal.contract.Spellings;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * Looks for secrets in texts that must not show them: raw, in hex, in base64 (RFC 4648), and as Java prints an array.
 * Part of a secret is a find, too.
 */
public final class Secrets {
    private final Spellings spellings;

    /**
     * Names what must not show.
     *
     * @param secrets the secrets; more than ten bytes each, or a part of one goes unnoticed
     */
    public Secrets(byte[]... secrets) {
        spellings = new Spellings(List.of(secrets));
    }

    /**
     * Fails if an error shows a secret, in its text or in that of a cause.
     *
     * @param error the error
     */
    public void assertAbsentIn(Throwable error) {
        assertAbsentIn(Spellings.trace(error));
    }

    /**
     * Fails if a text shows a secret.
     *
     * @param text the text
     */
    public void assertAbsentIn(String text) {
        Assertions.assertFalse(spellings.in(text), "a secret shows");
    }
}
