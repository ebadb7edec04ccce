package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;
import org.junit.jupiter.api.function.Executable;

/** What the tests of KEKs have in common. */
final class Kinds {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));

    private Kinds() {}

    static KekException assertKind(KekException.Kind kind, Executable call) {
        KekException error = assertThrows(KekException.class, call);
        assertEquals(kind, error.kind(), error.getMessage());
        return error;
    }

    static void assertClosed(Executable call) {
        assertEquals(
                RejectedException.Reason.CLOSED,
                assertThrows(RejectedException.class, call).reason());
    }
}
