package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import org.junit.jupiter.api.Test;

class WriteRefusedExceptionTest {
    @Test
    void refusal_madeFromTheMessage_isWhatTheLeaderRaised() {
        for (RetryableException.Reason reason : RetryableException.Reason.values()) {
            var back = assertInstanceOf(
                    RetryableException.class, overTheWire(new RetryableException(reason, "text: more")));
            assertEquals(reason, back.reason());
            assertEquals("text: more", back.getMessage());
        }
        for (RejectedException.Reason reason : RejectedException.Reason.values()) {
            var back =
                    assertInstanceOf(RejectedException.class, overTheWire(new RejectedException(reason, "text: more")));
            assertEquals(reason, back.reason());
        }
    }

    private static QuorumSealException overTheWire(QuorumSealException refusal) {
        String message = String.valueOf(WriteRefusedException.of(refusal).getMessage());
        return new WriteRefusedException(message).refusal();
    }
}
