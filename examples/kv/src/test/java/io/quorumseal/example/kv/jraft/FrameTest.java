package io.quorumseal.example.kv.jraft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.example.kv.client.NotWrittenException;
import io.quorumseal.example.kv.jraft.Frame.Kind;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameTest {
    @ParameterizedTest
    @EnumSource
    void decode_encoded_givesTheSame(Kind kind) {
        Frame decoded = Frame.decode(Frame.of(kind, "größe").encoded());
        assertEquals(kind, decoded.kind());
        assertEquals("größe", decoded.text());
    }

    @Test
    void decode_whatIsNoFrame_saysNothing() {
        assertEquals(Kind.UNKNOWN, Frame.decode(null).kind());
        assertEquals(Kind.UNKNOWN, Frame.decode(new byte[0]).kind());
        assertEquals(Kind.UNKNOWN, Frame.decode(new byte[] {0, 1}).kind());
        assertEquals(Kind.UNKNOWN, Frame.decode(new byte[] {-1}).kind());
    }

    @Test
    void index_ofDone_isWhatWasDone() {
        assertEquals(1L << 40, Frame.decode(Frame.done(1L << 40).encoded()).index());
    }

    /** An empty value is another answer than none. */
    @Test
    void value_emptyOrAbsent_isToldApart() throws IOException {
        assertArrayEquals(new byte[0], Answers.value(Frame.of(Kind.DONE, "")).orElseThrow());
        assertEquals(Optional.empty(), Answers.value(Frame.of(Kind.ABSENT, "")));
    }

    @Test
    void done_refused_saysWhetherItIsWorthAnotherAttempt() {
        assertTrue(refusal(Kind.NOT_NOW).retryable());
        assertFalse(refusal(Kind.REFUSED).retryable());
    }

    private static NotWrittenException refusal(Kind kind) {
        return assertThrows(NotWrittenException.class, () -> Answers.done(Frame.of(kind, "why")));
    }

    /** Nobody may take these for a write that has no effect. */
    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN", "NOT_LEADER", "PUT"})
    void done_anythingElse_isAnErrorThatPromisesNothing(Kind kind) {
        IOException error = assertThrows(IOException.class, () -> Answers.done(Frame.of(kind, "why")));
        assertFalse(error instanceof NotWrittenException);
    }
}
