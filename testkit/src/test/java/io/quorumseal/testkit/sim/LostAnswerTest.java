package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.FirstSuite.sealing;
import static io.quorumseal.testkit.sim.LoneNode.CONTROL;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Opened;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.internal.peer.PeerMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registration that the cluster made, and whose answer is lost, late, or cannot be read. */
class LostAnswerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(31);

    private final SimCluster cluster = sealing(Append.INDEX_KNOWN);
    private final LoneNode node = new LoneNode("n4");
    private String leading = "n1";

    /** The node has been a member before. */
    @BeforeEach
    void firstLife() {
        SimNode member = cluster.node("n1");
        node.holds(
                member,
                CONTROL,
                member.runtime().group(CONTROL.name()).cutover().orElseThrow());
        node.leader = this::answered;
        node.open().settle();
        node.seal().close();
    }

    private CompletableFuture<byte[]> answered(byte[] question) {
        return answered("n1", question);
    }

    private CompletableFuture<byte[]> answered(String leader, byte[] question) {
        return answered(cluster, leader, question);
    }

    private static CompletableFuture<byte[]> answered(SimCluster cluster, String leader, byte[] question) {
        CompletableFuture<byte[]> answer =
                cluster.node(leader).runtime().answer(question).toCompletableFuture();
        cluster.settle();
        return answer;
    }

    private byte[] answer(byte[] question) {
        return answered(question).join();
    }

    private PeerMessage ask(PeerMessage question) {
        return cluster.node("n1")
                .proof()
                .ask("n4", this::answered, question)
                .toCompletableFuture()
                .join();
    }

    @Test
    void start_answerThatCannotBeRead_keepsTheNumberThatIsRegistered() {
        node.leader = question -> SimProof.isQuestion(question)
                ? CompletableFuture.completedFuture(cutShort(answer(question)))
                : answered(question);
        node.open();
        node.seal().close();
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
            if (!(SimProof.asked(question).orElse(null) instanceof PeerMessage.Register)) {
                return answered(leading, question);
            }
            asked.add(question);
            if (asked.size() == 1) {
                late.add(answer(question));
                cluster.lead("n2");
                leading = "n2";
                return first;
            }
            return asked.size() == 2 ? answered("n2", question) : new CompletableFuture<>();
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

    /** Longer than anybody waits for it. */
    @Test
    void answer_thatAlwaysComesLate_countsAndSpendsNoOpening() {
        node.leader = question -> {
            if (!SimProof.isQuestion(question)) {
                return answered(question);
            }
            CompletableFuture<byte[]> late = new CompletableFuture<>();
            byte[] bytes = answer(question);
            node.later(Duration.ofSeconds(40), () -> late.complete(bytes));
            return late;
        };
        node.open().settle();
        for (int second = 0; second < 600; second++) {
            node.tick(Duration.ofSeconds(1));
        }
        assertEquals(2, node.seal().status().opening().value());
        node.leadership = new Engine.Leadership.Leading(9, true, 1_000);
        try (var proposal = node.group(CONTROL).begin(ByteBuffer.wrap(new byte[] {'x'}))) {
            proposal.recheck(9);
            assertTrue(proposal.bytesAt(9, 1_001).remaining() > 1);
        }
    }

    /** Somebody makes positions up, beside key state that was exported before the question. */
    @Test
    void answer_withStateThatLacksTheRegistration_registersNothing() {
        byte[] old = assertInstanceOf(PeerMessage.Registered.class, ask(new PeerMessage.AskKeys(false)))
                .state();
        SortedMap<DekId, LogPosition> positions = new TreeMap<>();
        cluster.node("n1")
                .runtime()
                .status()
                .keys()
                .keys()
                .keySet()
                .forEach(dek -> positions.put(dek, new LogPosition(CONTROL, 1, 0)));
        node.leader = question -> SimProof.isQuestion(question)
                ? CompletableFuture.completedFuture(
                        cluster.node("n1").proof().answer(question, new PeerMessage.Registered(positions, old)))
                : answered(question);
        node.open().settle();
        node.leadership = new Engine.Leadership.Leading(9, true, 1_000);
        retryable(RetryableException.Reason.NOT_REGISTERED, () -> {
            try (var proposal = node.group(CONTROL).begin(ByteBuffer.wrap(new byte[] {'x'}))) {
                proposal.recheck(9);
            }
        });
    }

    /** An engine may append in a later term what it took in an earlier one. Meanwhile the node has gone on to another number. */
    @Test
    void append_ownRegistrationOfAnOpeningThatIsOver_isRefused() {
        List<Proposal> kept = new ArrayList<>();
        node.appends = proposal -> {
            kept.add(proposal);
            return new CompletableFuture<>();
        };
        node.leader = question -> new CompletableFuture<>();
        node.leadership = new Engine.Leadership.Leading(9, true, 1_000);
        node.open().settle();
        node.tick(TIMEOUT);
        node.leader = question -> {
            CompletableFuture<byte[]> answer = answered(question);
            return SimProof.isQuestion(question) ? new CompletableFuture<>() : answer;
        };
        node.leadership = new Engine.Leadership.Following();
        node.tick(TIMEOUT);
        node.tick(TIMEOUT);
        cluster.lead("n2");
        node.leader = question -> answered("n2", question);
        node.tick(TIMEOUT);
        node.tick(TIMEOUT);
        assertEquals(3, node.seal().status().opening().value());
        node.leadership = new Engine.Leadership.Leading(11, true, 2_000);
        retryable(RetryableException.Reason.TERM_CHANGED, () -> kept.get(0).recheck(11));
    }

    /** A copy of its disk was let in meanwhile, under the next number: that is not one to go on with. */
    @Test
    void refusal_forALaterNumberOfACopy_raisesNothing() {
        node.leader = this::answered;
        node.open().settle();
        assertFalse(cluster.node("n1").runtime().admin().rotate(Purpose.STORAGE).already());
        cluster.settle();
        node.leader = question -> SimProof.asked(question).orElse(null) instanceof PeerMessage.Register
                ? CompletableFuture.failedFuture(
                        new RetryableException(RetryableException.Reason.GATE_CLOSED, "turned away"))
                : answered(question);
        Admin.Result unused = node.seal().admin().resync();
        node.settle();
        int own = node.seal().status().opening().value();
        PeerMessage copy = new PeerMessage.Register("n4", new LocalEpoch(own + 1), 77, List.of());
        assertInstanceOf(PeerMessage.Registered.class, ask(copy));
        node.leader = this::answered;
        node.tick(Duration.ofSeconds(2));
        assertEquals(own, node.seal().status().opening().value());
        rejected(
                RejectedException.Reason.REGISTRATION_REFUSED,
                () -> node.seal().values().seal(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2})));
    }

    private record OnTheWay(byte[] question, CompletableFuture<byte[]> answer) {}

    /** The question was still on its way when this node led for a while, and was registered by what it proposed. */
    @Test
    void refusal_ofAQuestionFromBeforeItWasRegistered_isNotBelieved() {
        SimCluster notSealing = FirstSuite.bootstrapped(Append.INDEX_KNOWN);
        LoneNode member = new LoneNode("n5");
        member.leader = question -> answered(notSealing, "n1", question);
        member.open().settle();
        member.seal().close();
        List<OnTheWay> onTheWay = new ArrayList<>();
        member.leader = question -> {
            if (!SimProof.isQuestion(question)) {
                return answered(notSealing, "n1", question);
            }
            onTheWay.add(new OnTheWay(question, new CompletableFuture<>()));
            return onTheWay.get(onTheWay.size() - 1).answer();
        };
        member.open().settle();
        int own = member.seal().status().opening().value();
        member.appends = proposal -> appended(member, proposal);
        member.leadership = new Engine.Leadership.Leading(9, true, 1_000);
        assertFalse(member.seal().admin().rotate(Purpose.RAFT).already());
        member.leadership = new Engine.Leadership.Following();
        member.leader = question -> answered(notSealing, "n1", question);
        PeerMessage refusal =
                new PeerMessage.Failed(false, RejectedException.Reason.REGISTRATION_REFUSED.name(), "not new");
        SimProof proof = notSealing.node("n1").proof();
        onTheWay.forEach(one -> one.answer().complete(proof.answer(one.question(), refusal)));
        member.settle();
        assertTrue(member.seal().status().health().registered());
        assertEquals(own, member.seal().status().opening().value());
    }

    private static CompletableFuture<LogPosition> appended(LoneNode member, Proposal proposal) {
        LogPosition at = new LogPosition(CONTROL, 9, 1_000 + member.proposals);
        proposal.recheck(9);
        assertInstanceOf(Opened.Ours.class, member.group(CONTROL).open(at, proposal.bytesAt(9, at.index())));
        return CompletableFuture.completedFuture(at);
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
