package io.quorumseal.provider.bc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.RejectedException;
import org.junit.jupiter.api.function.Executable;

/** Expects errors. */
final class Errors {
    private Errors() {}

    /** Expects a kind, and words in its message. */
    static String assertKind(KekException.Kind kind, Executable call, String... words) {
        KekException error = assertThrows(KekException.class, call);
        String message = String.valueOf(error.getMessage());
        assertEquals(kind, error.kind(), message);
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
        return message;
    }

    static String assertMisconfigured(Executable call, String... words) {
        return assertKind(KekException.Kind.MISCONFIGURED, call, words);
    }

    static void assertClosed(Executable call) {
        assertEquals(
                RejectedException.Reason.CLOSED,
                assertThrows(RejectedException.class, call).reason());
    }
}
