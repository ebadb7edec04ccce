package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.LoneNode.CONTROL;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.SealListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registration that the cluster made, and whose answer is lost, late, or cannot be read. */
class LostAnswerTest {
    private final SimCluster cluster = sealing(Append.INDEX_KNOWN);
    private final LoneNode node = new LoneNode("n4");

    /** The node has been a member before. */
    @BeforeEach
    void firstLife() {
        node.leader = this::answered;
        node.open().settle();
        node.seal().close();
    }

    private CompletableFuture<byte[]> answered(byte[] question) {
        CompletableFuture<byte[]> answer =
                cluster.node("n1").runtime().answer(question).toCompletableFuture();
        cluster.settle();
        return answer;
    }

    private byte[] answer(byte[] question) {
        return answered(question).join();
    }

    @Test
    void start_answerThatCannotBeRead_keepsTheNumberThatIsRegistered() {
        node.leader = question -> CompletableFuture.completedFuture(cutShort(answer(question)));
        assertThrows(QuorumSealException.class, node::open);
        node.leader = this::answered;
        node.open().settle();
        assertTrue(node.seal().status().opening().value() > 2);
    }

    private static byte[] cutShort(byte[] answer) {
        return Arrays.copyOf(answer, answer.length - 1);
    }

    @Test
    void answer_ofTheOpeningBefore_registersNothing() {
        List<byte[]> asked = new ArrayList<>();
        List<byte[]> late = new ArrayList<>();
        CompletableFuture<byte[]> first = new CompletableFuture<>();
        node.leader = question -> {
            asked.add(question);
            if (asked.size() == 1) {
                late.add(answer(question));
                return first;
            }
            return asked.size() == 2 ? answered(question) : new CompletableFuture<>();
        };
        node.open().settle();
        assertTrue(asked.size() > 2, "it asks for a number that the first question cannot have used");
        first.complete(late.get(0));
        node.settle();
        node.leadership = new Engine.Leadership.Leading(9, true, 1_000);
        retryable(RetryableException.Reason.NOT_REGISTERED, () -> {
            try (var proposal = node.group(CONTROL).begin(ByteBuffer.wrap(new byte[] {'x'}))) {
                proposal.recheck(9);
            }
        });
    }

    @Test
    void firstStart_nobodyAnswers_saysNothingAlarming() {
        LoneNode fresh = new LoneNode("n5");
        List<SealListener.Severity> told = new ArrayList<>();
        fresh.listener = (event, group, text) -> told.add(event.severity());
        fresh.open();
        assertEquals(
                List.of(SealListener.Severity.INFO), told.stream().distinct().toList());
    }
}
