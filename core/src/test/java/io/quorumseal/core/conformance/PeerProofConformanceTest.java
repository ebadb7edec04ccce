package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.MalformedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import io.quorumseal.core.internal.peer.PeerKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class PeerProofConformanceTest {
    private static final byte[] NO_TAG = new byte[0];

    @Test
    void prove_everyVector_givesTheSameBytes() throws IOException {
        Vectors.check("peer-proof", one -> {
            PeerKey key = key(one);
            Frame.Question question = key.prove(question(one));
            assertArrayEquals(one.bytes("question"), FrameCodec.encode(question));
            Frame.Answer answer = key.prove(
                    new Frame.Answer(one.number32("answer_kind"), question.tag(), one.bytes("answer_body"), NO_TAG));
            assertArrayEquals(one.bytes("answer"), FrameCodec.encode(answer));
        });
    }

    @Test
    void decode_everyVector_givesTheFieldsAndTheProofHolds() throws IOException {
        Vectors.check("peer-proof", one -> {
            PeerKey key = key(one);
            Frame.Question question = (Frame.Question) FrameCodec.decode(one.bytes("question"));
            assertEquals(one.number32("kind"), question.kind());
            assertEquals(one.text("asker"), question.asker());
            assertEquals(one.text("addressee"), question.addressee());
            assertEquals(one.text("group"), question.group());
            assertEquals(Optional.of(one.dekId("dek_id")), question.dek());
            assertArrayEquals(one.bytes("challenge"), question.challenge());
            assertArrayEquals(one.bytes("nonce"), question.nonce());
            assertArrayEquals(one.bytes("body"), question.body());
            assertTrue(key.isProof(question));
            Frame.Answer answer = (Frame.Answer) FrameCodec.decode(one.bytes("answer"));
            assertEquals(one.number32("answer_kind"), answer.kind());
            assertTrue(answer.answers(question));
            assertArrayEquals(one.bytes("answer_body"), answer.body());
            assertTrue(key.isProof(answer));
        });
    }

    @Test
    void decode_everyTruncationAndFlippedBit_isNoFrameOrNoProof() throws IOException {
        for (Case one : Vectors.cases("peer-proof")) {
            PeerKey key = key(one);
            damaged(
                    one.bytes("question"),
                    bytes -> decoded(bytes)
                            .filter(frame -> frame instanceof Frame.Question question && key.isProof(question))
                            .isPresent());
            damaged(
                    one.bytes("answer"),
                    bytes -> decoded(bytes)
                            .filter(frame -> frame instanceof Frame.Answer answer && key.isProof(answer))
                            .isPresent());
        }
    }

    private static void damaged(byte[] good, Predicate<byte[]> isProof) {
        for (int length = 0; length < good.length; length++) {
            assertFalse(isProof.test(Arrays.copyOf(good, length)));
        }
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            assertFalse(isProof.test(bad));
        }
        assertTrue(isProof.test(good));
    }

    private static Optional<Frame> decoded(byte[] bytes) {
        try {
            return Optional.of(FrameCodec.decode(bytes));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static PeerKey key(Case one) {
        try (SecretBytes dek = one.secret("dek")) {
            return PeerKey.of(dek, one.text("cluster"));
        }
    }

    private static Frame.Question question(Case one) {
        return new Frame.Question(
                one.number32("kind"),
                one.text("asker"),
                one.text("addressee"),
                one.text("group"),
                Optional.of(one.dekId("dek_id")),
                one.bytes("challenge"),
                one.bytes("nonce"),
                one.bytes("body"),
                NO_TAG);
    }
}
