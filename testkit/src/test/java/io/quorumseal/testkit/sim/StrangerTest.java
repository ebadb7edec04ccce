package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Asking.ask;
import static io.quorumseal.testkit.sim.Asking.keys;
import static io.quorumseal.testkit.sim.Asking.proved;
import static io.quorumseal.testkit.sim.Asking.refusal;
import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.status;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Opened;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import io.quorumseal.core.internal.peer.PeerCodec;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.Change;
import io.quorumseal.core.internal.peer.PeerMessage.Work;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody who reaches the port for questions and lacks the keys, stands between the members, or was one of them. */
class StrangerTest {
    private static final Duration A_CHALLENGE_IS_GOOD_FOR = Duration.ofSeconds(30);

    private static Frame.Greeting greeted(SimCluster cluster, String node, String asker) {
        return (Frame.Greeting)
                FrameCodec.decode(ask(cluster, node, FrameCodec.encode(new Frame.Hello(asker, new byte[0]))));
    }

    private static Frame.Question question(Frame.Greeting to, String asker, PeerMessage message) {
        return new Frame.Question(
                PeerCodec.kind(message),
                asker,
                to.node(),
                PeerCodec.group(message, CONTROL_ID),
                to.dek(),
                to.challenge(),
                new byte[Frame.NONCE],
                PeerCodec.body(message),
                new byte[Frame.TAG]);
    }

    private static DekId active(SimCluster cluster, String node) {
        return keys(cluster, node).activeDek(Purpose.RAFT).orElseThrow();
    }

    private static long strangers(SimCluster cluster, String node) {
        return cluster.node(node).runtime().status().counters().strangers();
    }

    /** One of each kind, and each change. */
    private static List<PeerMessage> all(DekId dek) {
        Stream<PeerMessage> changes = Stream.of(Change.values())
                .map(change -> new PeerMessage.Command(change, Purpose.RAFT, "made up", Optional.of(dek)));
        return Stream.concat(
                        changes,
                        Stream.of(
                                new PeerMessage.Register("n2", new LocalEpoch(LocalEpoch.MAX), 1, List.of()),
                                new PeerMessage.Prepare(true, List.of(), false),
                                new PeerMessage.Begin(Work.REWRITE),
                                new PeerMessage.Begin(Work.PURGE),
                                new PeerMessage.AskNeeds(dek, true),
                                new PeerMessage.AskKeys(false)))
                .toList();
    }

    // ---- who lacks the keys

    @Test
    void question_ofEveryKindWithoutProof_isAnsweredByOneWordAndChangesNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimWrite before = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        for (SimNode node : cluster.nodes()) {
            KeyState keys = keys(cluster, node.name());
            long applied = node.replica(CONTROL).applied();
            long unwraps = node.kek().unwraps();
            long looks = node.kek().looks();
            List<PeerMessage> all = all(active(cluster, "n1"));
            for (PeerMessage message : all) {
                Frame.Question question = question(greeted(cluster, node.name(), "n2"), "n2", message);
                assertEquals(
                        Optional.of(Frame.Word.STRANGER),
                        refusal(ask(cluster, node.name(), FrameCodec.encode(question))));
            }
            assertEquals(keys, keys(cluster, node.name()));
            assertEquals(applied, node.replica(CONTROL).applied());
            assertEquals(unwraps, node.kek().unwraps());
            assertEquals(looks, node.kek().looks());
            assertEquals(all.size(), strangers(cluster, node.name()));
            assertEquals(
                    1,
                    node.events().stream()
                            .filter(event -> event.startsWith("STRANGERS"))
                            .count());
        }
        for (SimNode node : cluster.nodes()) {
            node.stop();
            node.start();
        }
        cluster.lead("n1");
        check(cluster, before);
    }

    @Test
    void answer_bytesThatAreNoFrame_isOneWord() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        byte[] hello = FrameCodec.encode(new Frame.Hello("n2", new byte[0]));
        List<byte[]> nonsense = List.of(
                new byte[0],
                new byte[3],
                "Q\1".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                new byte[100_000]);
        for (byte[] bytes : nonsense) {
            assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", bytes)));
        }
        hello[1]++;
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", hello)));
        for (byte[] answer : List.of(
                FrameCodec.encode(new Frame.Refused(Frame.Word.LATER)),
                FrameCodec.encode(new Frame.Keys(new byte[5])))) {
            assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", answer)));
        }
    }

    @Test
    void question_proved_isAnswered_andEachFieldOfItIsPartOfTheProof() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        PeerMessage message = new PeerMessage.AskNeeds(active(cluster, "n1"), true);
        List<UnaryOperator<Frame.Question>> changes = List.of(
                q -> with(q, q.kind() + 3, q.asker(), q.group(), q.nonce(), q.body()),
                q -> with(q, q.kind(), "n3", q.group(), q.nonce(), q.body()),
                q -> with(q, q.kind(), q.asker(), DATA, q.nonce(), q.body()),
                q -> with(q, q.kind(), q.asker(), q.group(), new byte[Frame.NONCE], q.body()),
                q -> with(q, q.kind(), q.asker(), q.group(), q.nonce(), new byte[q.body().length]));
        for (UnaryOperator<Frame.Question> change : changes) {
            Frame.Question changed = change.apply(provedQuestion(cluster, message));
            assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", FrameCodec.encode(changed))));
        }
        assertEquals(changes.size(), strangers(cluster, "n1"));
        assertEquals(Optional.empty(), refusal(ask(cluster, "n1", proved(cluster, "n1", "n2", message))));
    }

    private static Frame.Question with(
            Frame.Question q, int kind, String asker, String group, byte[] nonce, byte[] body) {
        return new Frame.Question(kind, asker, q.addressee(), group, q.dek(), q.challenge(), nonce, body, q.tag());
    }

    private static Frame.Question provedQuestion(SimCluster cluster, PeerMessage message) {
        return (Frame.Question) FrameCodec.decode(proved(cluster, "n1", "n2", message));
    }

    @Test
    void question_thatComesAgain_isNotTakenTwice() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        byte[] rotate = proved(
                cluster,
                "n1",
                "n2",
                new PeerMessage.Command(
                        Change.ROTATE,
                        Purpose.STORAGE,
                        CONTROL,
                        Optional.of(
                                keys(cluster, "n1").activeDek(Purpose.STORAGE).orElseThrow())));
        assertEquals(Optional.empty(), refusal(ask(cluster, "n1", rotate)));
        KeyState rotated = keys(cluster, "n1");
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", rotate)));
        cluster.tick(A_CHALLENGE_IS_GOOD_FOR.plusSeconds(1));
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", rotate)));
        assertEquals(rotated, keys(cluster, "n1"));
    }

    @Test
    void question_late_orToAnother_orWithAnothersChallenge_isAStrangers() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        PeerMessage message = new PeerMessage.AskKeys(false);
        byte[] toN1 = proved(cluster, "n1", "n2", message);
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n3", toN1)));
        Frame.Greeting greeting = greeted(cluster, "n1", "n3");
        Frame.Question borrowed =
                cluster.node("n2").proof().key(greeting.dek().orElseThrow()).prove(question(greeting, "n2", message));
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", FrameCodec.encode(borrowed))));
        cluster.tick(A_CHALLENGE_IS_GOOD_FOR.plusSeconds(1));
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", toN1)));
    }

    @Test
    void flood_ofHellosAndWrongProofs_keepsNoMemberOutAndMakesNoGroups() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        int groups = cluster.node("n1").runtime().status().groups().size();
        for (int i = 0; i < 10_000; i++) {
            PeerMessage fence = new PeerMessage.Command(Change.FENCE, Purpose.RAFT, "made up " + i, Optional.empty());
            Frame.Greeting greeting = greeted(cluster, "n1", "node " + i);
            var unused = cluster.node("n1").runtime().answer(FrameCodec.encode(question(greeting, "node " + i, fence)));
        }
        cluster.settle();
        assertEquals(groups, cluster.node("n1").runtime().status().groups().size());
        assertFalse(admin(cluster, "n2").rotate(Purpose.RAFT).already());
        assertEquals(10_000, strangers(cluster, "n1"));
    }

    /** A member may name a group that is not here, and costs nothing either. */
    @Test
    void command_forAGroupThatIsNotHere_isTurnedAway() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        int groups = cluster.node("n1").runtime().status().groups().size();
        for (Change change : List.of(Change.FENCE, Change.ENABLE, Change.NEW_LOG)) {
            byte[] question = proved(
                    cluster, "n1", "n2", new PeerMessage.Command(change, Purpose.RAFT, "made up", Optional.empty()));
            PeerMessage.Failed failed = (PeerMessage.Failed)
                    SimProof.answered(question, ask(cluster, "n1", question)).orElseThrow();
            assertEquals(RetryableException.Reason.GATE_CLOSED.name(), failed.reason());
            assertTrue(failed.text().contains("hosts no group"), failed::text);
        }
        assertEquals(groups, cluster.node("n1").runtime().status().groups().size());
    }

    // ---- before there are keys

    @Test
    void hello_strangersSecrets_areLookedAtTenTimesAMinute_andNotAtAllOnceThereAreKeys() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        cluster.tick(Duration.ofMinutes(1));
        long before = cluster.node("n1").kek().looks();
        for (int i = 0; i < 100; i++) {
            byte[] unused = ask(cluster, "n1", FrameCodec.encode(new Frame.Hello("n2", junk(cluster, i))));
        }
        assertEquals(before + 10, cluster.node("n1").kek().looks());
        cluster.tick(Duration.ofMinutes(1));
        assertFalse(admin(cluster, "n1").bootstrap().already());
        cluster.settle();
        long after = cluster.node("n1").kek().looks();
        for (int i = 0; i < 100; i++) {
            byte[] unused = ask(cluster, "n1", FrameCodec.encode(new Frame.Hello("n2", junk(cluster, i))));
        }
        assertEquals(after, cluster.node("n1").kek().looks());
    }

    /** It begins as what a member offers does, and is not wrapped under the KEK. */
    private static byte[] junk(SimCluster cluster, int number) {
        return ByteBuffer.allocate(Frame.CHALLENGE + 60)
                .put(greeted(cluster, "n1", "n2").challenge())
                .putInt(number)
                .array();
    }

    @Test
    void hello_secretForNoChallenge_isAStrangersAndNotLookedAt() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        long before = cluster.node("n1").kek().looks();
        byte[] hello = FrameCodec.encode(new Frame.Hello("n2", new byte[84]));
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", hello)));
        assertEquals(before, cluster.node("n1").kek().looks());
    }

    /** Who was overheard is not impersonated: only who made the secret can prove anything by it. */
    @Test
    void hello_membersSecretThatWasOverheard_provesNothing() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        Frame.Greeting greeting = greeted(cluster, "n1", "n2");
        for (PeerMessage message : all(new DekId(1))) {
            Frame.Question question = question(greeting, "n2", message);
            assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", FrameCodec.encode(question))));
        }
        assertFalse(keys(cluster, "n1").bootstrapped());
    }

    /** What is told to a node that waits for the cluster's keys has to be proved as well. */
    @Test
    void joiner_isToldByAStrangerThatThereAreNoKeys_goesOnWaiting() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        LoneNode joiner = new LoneNode("n4");
        joiner.leader = frame -> FrameCodec.decode(frame) instanceof Frame.Question question
                ? CompletableFuture.completedFuture(FrameCodec.encode(new Frame.Answer(
                        PeerCodec.kind(new PeerMessage.NotBootstrapped()),
                        question.tag(),
                        new byte[0],
                        new byte[Frame.TAG])))
                : CompletableFuture.completedFuture(ask(cluster, "n1", frame));
        assertWaits(joiner);
    }

    // ---- who stands between the members

    @ParameterizedTest
    @EnumSource(
            value = SimPost.Way.class,
            names = {"CUT_SHORT", "LATER_FORMAT", "OTHER_KIND", "OLD_ANSWER", "ANSWER_CHANGED", "QUESTION_CHANGED"})
    void manInTheMiddle_isBelievedNothing(SimPost.Way way) {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n2");
        assertFalse(admin(cluster, "n2").resync().text().isEmpty());
        KeyState before = keys(cluster, "n2");
        node.post().way(way);
        for (int i = 0; i < 20; i++) {
            assertThrows(RetryableException.class, () -> admin(cluster, "n2").resync());
        }
        assertEquals(before, keys(cluster, "n2"));
        node.post().way(SimPost.Way.AT_ONCE);
        assertFalse(admin(cluster, "n2").resync().text().isEmpty());
    }

    @Test
    void question_thatIsRedirected_changesNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n2").post().way(SimPost.Way.REDIRECTED);
        KeyState before = keys(cluster, "n1");
        assertThrows(RetryableException.class, () -> admin(cluster, "n2").rotate(Purpose.RAFT));
        assertEquals(before, keys(cluster, "n1"));
    }

    /** An answer that was given before a rotation, to this very node. */
    @Test
    void answer_ofBefore_isNotTakenForOneOfNow() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        byte[] first = proved(cluster, "n1", "n2", new PeerMessage.AskKeys(false));
        byte[] old = ask(cluster, "n1", first);
        LoneNode member = new LoneNode("n4");
        member.leader = frame -> SimProof.isQuestion(frame)
                ? CompletableFuture.completedFuture(old)
                : CompletableFuture.completedFuture(ask(cluster, "n1", frame));
        assertWaits(member);
    }

    private static void assertWaits(LoneNode node) {
        node.applied = 0;
        node.open().settle();
        assertInstanceOf(
                Opened.NotYet.class,
                node.group(CONTROL_ID).open(new LogPosition(CONTROL_ID, 1, 1), ByteBuffer.wrap(new byte[] {'x'})));
        assertFalse(node.seal().status().keys().bootstrapped());
    }

    // ---- who was a member

    /** It has an old DEK, and no KEK any more. */
    @Test
    void question_ofARemovedMember_afterARotation_isAStrangers() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        KeyState known = keys(cluster, "n3");
        SimProof removed = new SimProof("sim", cluster.node("n3").kek(), () -> known);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        DekId old = known.activeDek(Purpose.RAFT).orElseThrow();
        Frame.Greeting greeting = greeted(cluster, "n1", "n3");
        assertNotEquals(Optional.of(old), greeting.dek());
        for (PeerMessage message : all(old)) {
            Frame.Question question = question(greeting, "n3", message);
            Frame.Question underOld = removed.key(old)
                    .prove(new Frame.Question(
                            question.kind(),
                            question.asker(),
                            question.addressee(),
                            question.group(),
                            Optional.of(old),
                            question.challenge(),
                            question.nonce(),
                            question.body(),
                            question.tag()));
            assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", FrameCodec.encode(underOld))));
            assertEquals(
                    Optional.of(Frame.Word.STRANGER),
                    refusal(ask(
                            cluster, "n1", FrameCodec.encode(removed.key(old).prove(question)))));
        }
    }

    /** It answers in a member's place, by what it has: a DEK that is retired, and key state of then. */
    @Test
    void answer_underARetiredDek_isBelievedNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        DekId old = active(cluster, "n1");
        byte[] state = ask(cluster, "n1", FrameCodec.encode(new Frame.WantsKeys()));
        retire(cluster, old);
        SimNode node = cluster.node("n2");
        LoneNode asker = new LoneNode("n4");
        asker.leader = frame -> CompletableFuture.completedFuture(ask(cluster, "n1", frame));
        asker.open().settle();
        assertTrue(asker.seal().status().keys().retired().contains(old));
        asker.leader = frame -> CompletableFuture.completedFuture(
                FrameCodec.decode(frame) instanceof Frame.Hello
                        ? FrameCodec.encode(new Frame.Greeting("n1", Optional.of(old), new byte[Frame.CHALLENGE]))
                        : state);
        retryable(
                RetryableException.Reason.GATE_CLOSED,
                () -> asker.seal().admin().resync());
        assertTrue(node.running());
    }

    /** It was greeted before a rotation, and asks again by itself once it is told that that is over. */
    @Test
    void question_ofAMemberThatWasGreetedBeforeARotation_isAskedAgain() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        byte[] before = proved(cluster, "n1", "n2", new PeerMessage.AskKeys(false));
        cluster.tick(Duration.ofMillis(1));
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        long strangers = strangers(cluster, "n1");
        byte[] answer = ask(cluster, "n1", before);
        assertInstanceOf(
                PeerMessage.AskAgain.class, SimProof.answered(before, answer).orElseThrow());
        assertEquals(strangers, strangers(cluster, "n1"));
        LoneNode asker = new LoneNode("n4");
        AtomicInteger asked = new AtomicInteger();
        asker.leader = frame -> CompletableFuture.completedFuture(
                SimProof.isQuestion(frame) && asked.incrementAndGet() == 1
                        ? cluster.node("n1").proof().answer(frame, new PeerMessage.AskAgain())
                        : ask(cluster, "n1", frame));
        asker.open().settle();
        assertTrue(asker.seal().status().keys().bootstrapped());
        assertEquals(2, asked.get());
    }

    private static void retire(SimCluster cluster, DekId old) {
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").purge()).already());
        assertFalse(admin(cluster, "n1").retire(old).already());
        cluster.settle();
    }

    /** The DEKs that it knows are gone; it has the KEK, and that is enough. */
    @Test
    void start_nodeThatWasAwayOverARetirement_comesBackByItself() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode away = cluster.node("n3");
        away.stop();
        cluster.nodes().remove(away);
        retire(cluster, active(cluster, "n1"));
        cluster.nodes().add(away);
        away.start();
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        check(cluster, write);
        assertEquals(active(cluster, "n1"), active(cluster, "n3"));
        assertEquals(Status.Mode.SEALING, status(away, DATA).mode());
    }
}
