package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Asking.ask;
import static io.quorumseal.testkit.sim.Asking.keys;
import static io.quorumseal.testkit.sim.Asking.proved;
import static io.quorumseal.testkit.sim.Asking.refusal;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.Opened;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import io.quorumseal.core.internal.peer.PeerCodec;
import io.quorumseal.core.internal.peer.PeerKey;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.testkit.MemoryKek;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What somebody tries who knows how nodes prove themselves to each other, and lacks what they prove it by. */
class HostileProofTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static CompletionStage<byte[]> asked(SimCluster cluster, String node, byte[] frame) {
        return CompletableFuture.completedFuture(ask(cluster, node, frame));
    }

    private static CompletionStage<byte[]> said(Frame frame) {
        return CompletableFuture.completedFuture(FrameCodec.encode(frame));
    }

    /** A member that asks, and all that it says and hears passes a stranger. */
    private static LoneNode behindAStranger(SimCluster cluster) {
        LoneNode asker = new LoneNode("n4");
        asker.leader = frame -> asked(cluster, "n1", frame);
        asker.open().settle();
        assertTrue(asker.seal().status().keys().bootstrapped());
        return asker;
    }

    private static long raftDeks(SimCluster cluster) {
        return keys(cluster, "n1").keys().values().stream()
                .filter(key -> key.purpose() == Purpose.RAFT)
                .count();
    }

    // ---- words that nobody proves

    /** A word that nobody proves makes no node ask again what may be done already. */
    @Test
    void later_ofAStranger_inPlaceOfTheAnswer_doesNotMakeOneRotationThree() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        LoneNode asker = behindAStranger(cluster);
        asker.leader = frame -> {
            byte[] answer = ask(cluster, "n1", frame);
            return SimProof.isQuestion(frame)
                    ? said(new Frame.Refused(Frame.Word.LATER))
                    : CompletableFuture.completedFuture(answer);
        };
        assertThrows(RetryableException.class, () -> asker.seal().admin().rotate(Purpose.RAFT));
        assertEquals(2, raftDeks(cluster));
    }

    /** Callers believe that nothing was done where that is said. */
    @Test
    void later_ofAStranger_thenSilence_isNotSaidToHaveDoneNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        LoneNode asker = behindAStranger(cluster);
        AtomicInteger hellos = new AtomicInteger();
        asker.leader = frame -> {
            if (SimProof.isQuestion(frame)) {
                byte[] unused = ask(cluster, "n1", frame);
                return said(new Frame.Refused(Frame.Word.LATER));
            }
            return hellos.incrementAndGet() > 1
                    ? CompletableFuture.failedFuture(
                            new RetryableException(RetryableException.Reason.NO_ANSWER, "lost"))
                    : asked(cluster, "n1", frame);
        };
        RetryableException said = assertThrows(
                RetryableException.class, () -> asker.seal().admin().rotate(Purpose.RAFT));
        assertEquals(2, raftDeks(cluster));
        assertNotEquals(RetryableException.Reason.GATE_CLOSED, said.reason(), said::getMessage);
    }

    /** In suite 1 the number is registered then, and must not be thought unsent. */
    @Test
    void later_ofAStranger_whileRegistering_costsNoNode() {
        SimCluster cluster = bootstrapped(
                new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3").suite(1).start());
        LoneNode asker = new LoneNode("n4");
        AtomicInteger hellos = new AtomicInteger();
        asker.leader = frame -> {
            if (SimProof.isQuestion(frame)) {
                byte[] unused = ask(cluster, "n1", frame);
                return said(new Frame.Refused(Frame.Word.LATER));
            }
            boolean first = FrameCodec.decode(frame) instanceof Frame.Hello && hellos.incrementAndGet() == 1;
            return first || FrameCodec.decode(frame) instanceof Frame.WantsKeys
                    ? asked(cluster, "n1", frame)
                    : CompletableFuture.failedFuture(
                            new RetryableException(RetryableException.Reason.NO_ANSWER, "lost"));
        };
        List<String> events = new ArrayList<>();
        asker.listener = (event, group, text) -> events.add(event + " " + text);
        asker.open().settle();
        cluster.lead("n2");
        asker.leader = frame -> asked(cluster, "n2", frame);
        assertFalse(asker.seal().admin().resync().text().isEmpty());
        asker.tick(Duration.ofMinutes(1));
        assertTrue(events.stream().noneMatch(event -> event.startsWith("HALTED")), events::toString);
    }

    // ---- who was a member

    /** Who once had the KEK may have kept what it wrapped then. It was made for no challenge of this node. */
    @Test
    void joiner_isAskedByWhoWasAMemberLongAgo_goesOnWaiting() {
        WrapContext peer = new WrapContext("sim", Purpose.PEER, DekId.NONE);
        SecretBytes secret = SecretBytes.take(new byte[32]);
        byte[] wrapped = new MemoryKek(1).wrap(secret, peer, SECOND);
        PeerKey kept = PeerKey.of(secret, "sim");

        LoneNode joiner = new LoneNode("n4");
        joiner.applied = 0;
        joiner.open().settle();
        assertWaits(joiner);

        CompletableFuture<byte[]> greeting = joiner.seal()
                .answer(FrameCodec.encode(new Frame.Hello("n3", wrapped)))
                .toCompletableFuture();
        joiner.settle();
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(greeting.join()));
        Frame.Greeting greeted = (Frame.Greeting) FrameCodec.decode(joiner.seal()
                .answer(FrameCodec.encode(new Frame.Hello("n3", new byte[0])))
                .toCompletableFuture()
                .join());
        byte[] forNow = ByteBuffer.allocate(Frame.CHALLENGE + wrapped.length)
                .put(greeted.challenge())
                .put(wrapped)
                .array();
        CompletableFuture<byte[]> again = joiner.seal()
                .answer(FrameCodec.encode(new Frame.Hello("n3", forNow)))
                .toCompletableFuture();
        joiner.settle();
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(again.join()));
        PeerMessage message = new PeerMessage.Prepare(true, List.of(), false);
        Frame.Question question = kept.prove(new Frame.Question(
                PeerCodec.kind(message),
                "n3",
                "n4",
                CONTROL,
                greeted.dek(),
                greeted.challenge(),
                new byte[Frame.NONCE],
                PeerCodec.body(message),
                new byte[0]));
        CompletableFuture<byte[]> answer =
                joiner.seal().answer(FrameCodec.encode(question)).toCompletableFuture();
        joiner.settle();
        assertWaits(joiner);
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(answer.join()));
    }

    private static void assertWaits(LoneNode node) {
        assertInstanceOf(
                Opened.NotYet.class,
                node.group(CONTROL_ID).open(new LogPosition(CONTROL_ID, 1, 1), ByteBuffer.wrap(new byte[] {'x'})));
    }

    // ---- KEKs under which anybody can wrap

    /** A key pair whose public half everybody has. */
    private static final class PairKek implements Kek {
        private final MemoryKek pair;

        PairKek(long number) {
            pair = new MemoryKek(number, true);
        }

        @Override
        public boolean anybodyCanWrap() {
            return true;
        }

        @Override
        public Optional<SecretBytes> macSecret() {
            return Optional.of(SecretBytes.take(new byte[] {
                1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2
            }));
        }

        @Override
        public String description() {
            return pair.description();
        }

        @Override
        public Optional<String> fingerprint() {
            return pair.fingerprint();
        }

        @Override
        public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
            return pair.wrap(dek, context, timeout);
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
            return pair.unwrap(wrapped, context, timeout);
        }

        @Override
        public void probe(Duration timeout) {
            pair.probe(timeout);
        }

        @Override
        public void close() {}
    }

    private static SimCluster sealingUnder(Kek kek) {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3");
        cluster.nodes().forEach(node -> node.anyKek(kek, List.of()));
        return sealing(bootstrapped(cluster.start()));
    }

    private static void restart(SimCluster cluster, SimNode node, Kek kek, Kek... previous) {
        node.stop();
        node.anyKek(kek, List.of(previous));
        node.start();
        cluster.settle();
    }

    /** The leader unwraps the active DEK by the pair before the others do, and is known to them all the same. */
    @Test
    void rewrap_toAKekUnderWhichAnybodyCanWrap_isDone() {
        MemoryKek before = new MemoryKek(1, true);
        PairKek pair = new PairKek(2);
        SimCluster cluster = sealingUnder(before);
        cluster.nodes().forEach(node -> restart(cluster, node, pair, before));
        cluster.lead("n1");
        assertFalse(admin(cluster, "n1").rewrap().already());
    }

    /** Who has the public half of a previous KEK sends a DEK of his own under a known id. Nothing is remembered of it. */
    @Test
    void joiner_wasSentAStrangersDekOnce_isLetInWhenTheStrangerIsGone() {
        MemoryKek now = new MemoryKek(1, true);
        PairKek pair = new PairKek(2);
        SimCluster cluster = sealingUnder(now);
        KeyState real = keys(cluster, "n1");
        DekId active = real.activeDek(Purpose.RAFT).orElseThrow();
        SecretBytes own = SecretBytes.take(new byte[32]);
        KeyState.Key key = Objects.requireNonNull(real.keys().get(active));
        byte[] wrapped = pair.wrap(own, new WrapContext("sim", Purpose.RAFT, active), SECOND);
        var keys = new TreeMap<>(real.keys());
        keys.put(
                active,
                new KeyState.Key(
                        Purpose.RAFT,
                        new EncryptionEntry.WrappedDek(active, wrapped),
                        DekCipher.SUITE_1,
                        key.created(),
                        key.epoch(),
                        key.wrapIndex()));
        KeyState forged = new KeyState(
                real.active(), keys, real.storageCutover(), real.groups(), real.registry(), real.retired());
        byte[] encoded = KeyStateCodec.encode(forged);
        LoneNode honest = new LoneNode("n5");
        honest.kek = now;
        honest.previous = List.of(pair);
        honest.applied = 0;
        honest.leader = frame -> asked(cluster, "n1", frame);
        honest.open().settle();
        assertTrue(honest.seal().status().keys().bootstrapped());
        byte[] state = ByteBuffer.allocate(encoded.length + 37)
                .put(encoded)
                .put((byte) 0)
                .putInt(active.bits())
                .array(); // and a MAC of zeros

        SimNode joiner = cluster.add("n4");
        LoneNode lone = new LoneNode("n4");
        cluster.nodes().remove(joiner);
        lone.kek = now;
        lone.previous = List.of(pair);
        lone.applied = 0;
        lone.leader = frame -> FrameCodec.decode(frame) instanceof Frame.WantsKeys
                ? said(new Frame.Keys(state))
                : asked(cluster, "n1", frame);
        lone.open().settle();
        assertFalse(lone.seal().status().keys().bootstrapped());
        lone.leader = frame -> asked(cluster, "n1", frame);
        assertFalse(lone.seal().admin().resync().text().isEmpty());
        assertTrue(lone.seal().status().keys().bootstrapped());
    }

    // ---- time

    /** A clock that was an hour ahead for a moment, and is set right again. */
    private static SimCluster clockWasAhead(SimCluster cluster) {
        cluster.tick(Duration.ofHours(1));
        byte[] unused = ask(cluster, "n1", FrameCodec.encode(new Frame.Hello("n9", new byte[0])));
        cluster.clock().advance(Duration.ofHours(-1));
        return cluster;
    }

    /** A clock that was ahead and is set right again makes no challenge good for longer. */
    @Test
    void question_thatIsLate_afterTheClockWasSetBack_isAStrangers() {
        SimCluster cluster = clockWasAhead(sealing(Append.INDEX_KNOWN));
        byte[] question = proved(
                cluster, "n1", "n2", PeerMessage.Command.of(PeerMessage.Change.ROTATE, Purpose.RAFT, CONTROL_ID));
        cluster.tick(Duration.ofMinutes(50));
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", question)));
    }

    /** Nor does it keep anything from being refilled. */
    @Test
    void bootstrap_afterTheClockWasSetBack_isKeptUpForAMinuteAtMost() {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3").start();
        cluster.tick(Duration.ofHours(1));
        for (int i = 0; i < 10; i++) {
            byte[] unused = ask(cluster, "n2", FrameCodec.encode(new Frame.Hello("n9", new byte[60 + i])));
        }
        cluster.clock().advance(Duration.ofHours(-1));
        cluster.tick(Duration.ofMinutes(30));
        cluster.node("n1").stop();
        cluster.node("n1").start();
        cluster.lead("n1");
        assertFalse(admin(cluster, "n1").bootstrap().already());
    }

    // ---- a KEK that is down

    /** Whoever asks again does so by himself: no question that was given up goes on asking the KEK. */
    @Test
    void kekDown_askedForTheLeadersKey_isNotAskedMoreByTheMinute() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.kek().fail(KekException.Kind.UNREACHABLE);
        node.connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        node.connected(true);
        long first = unwrapsInAMinute(cluster, node);
        for (int i = 0; i < 10; i++) {
            assertThrows(RuntimeException.class, () -> admin(cluster, "n3").resync());
            cluster.tick(Duration.ofMinutes(1));
        }
        long last = unwrapsInAMinute(cluster, node);
        assertTrue(last <= 2 * first + 10, () -> first + " calls in the first minute, " + last + " in the last");
    }

    private static long unwrapsInAMinute(SimCluster cluster, SimNode node) {
        long before = node.kek().unwraps();
        for (int i = 0; i < 60; i++) {
            cluster.tick(SECOND);
        }
        return node.kek().unwraps() - before;
    }

    /** It lacks a rotation, and cannot prove itself by the new DEK. */
    @Test
    void kekDown_askedForTheLeadersKey_saysThatItIsTheKek() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.kek().fail(KekException.Kind.UNREACHABLE);
        node.lagging(true);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        RuntimeException said =
                assertThrows(RuntimeException.class, () -> admin(cluster, "n3").resync());
        assertTrue(String.valueOf(said.getMessage()).contains("KEK"), said::toString);
    }

    // ---- who is asked

    /** A question that is for the leader is answered by the leader only. */
    @Test
    void resync_helloIsRedirectedToAMemberThatIsBehind_isNotSaidToLackNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        LoneNode asker = behindAStranger(cluster);
        cluster.node("n3").lagging(true);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        asker.leader = frame -> asked(cluster, "n3", frame);
        assertThrows(RetryableException.class, () -> asker.seal().admin().resync());
    }

    /** A name in a greeting is a stranger's text, and would stand in events and errors. */
    @Test
    void greeting_nameOfManyLines_isNotToldAsItCame() {
        List<String> events = new ArrayList<>();
        LoneNode asker = new LoneNode("n4");
        asker.listener = (event, group, text) -> events.add(event + " " + text);
        String name = "n1\nKEK_CHANGED: run quorumseal retire on all nodes now" + " ".repeat(60_000);
        asker.leader = frame -> FrameCodec.decode(frame) instanceof Frame.Hello
                ? said(new Frame.Greeting(name, Optional.of(new DekId(7)), new byte[Frame.CHALLENGE]))
                : CompletableFuture.completedFuture(new byte[1]);
        asker.open().settle();
        assertTrue(
                events.stream().noneMatch(event -> event.contains("\n") || event.length() > 10_000),
                () -> events.get(0).substring(0, 200));
    }

    // ---- honest clusters

    @Test
    void bootstrap_ofFifteenNodes_andAllAtOnce() {
        String[] names = new String[15];
        for (int i = 0; i < names.length; i++) {
            names[i] = "n" + (i + 1);
        }
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, names).start();
        cluster.cutOver();
        assertTrue(cluster.nodes().stream()
                .allMatch(node -> node.runtime().status().counters().strangers() == 0));
    }

    /** What came before a rotation is known from what came behind it, however short the time. */
    @Test
    void question_greetedInTheMillisecondOfARotation_isAskedAgain() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        byte[] question = proved(cluster, "n1", "n2", new PeerMessage.AskKeys(false));
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        assertInstanceOf(
                PeerMessage.AskAgain.class,
                SimProof.answered(question, ask(cluster, "n1", question)).orElseThrow());
    }

    /** Nothing is left that would ask with a challenge that is long over. */
    @Test
    void kekDown_andUpAgain_leavesNoStrangersBehind() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.kek().fail(KekException.Kind.UNREACHABLE);
        node.connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        node.connected(true);
        for (int i = 0; i < 5; i++) {
            assertThrows(RuntimeException.class, () -> admin(cluster, "n3").rotate(Purpose.STORAGE));
            cluster.tick(Duration.ofMinutes(1));
        }
        node.kek().heal();
        cluster.tick(Duration.ofMinutes(1));
        assertEquals(0, cluster.node("n1").runtime().status().counters().strangers());
    }

    /** Its turn on the background never comes. */
    @Test
    void answer_underWayWhileTheNodeCloses_comesOrFails() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        byte[] question = proved(cluster, "n1", "n2", new PeerMessage.AskKeys(false));
        var n1 = cluster.node("n1").runtime();
        CompletableFuture<byte[]> answer = n1.answer(question).toCompletableFuture();
        n1.close();
        assertTrue(answer.isDone());
    }

    @Test
    void answer_listenerThrows_isOneWordAllTheSame() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n1").listenerThrows(true);
        assertEquals(Optional.of(Frame.Word.STRANGER), refusal(ask(cluster, "n1", new byte[3])));
    }

    /** It cannot know the leader by its secret then. */
    @Test
    void bootstrap_kekOfAMemberIsDown_saysSo() {
        assertBootstrapSaysKek(KekException.Kind.UNREACHABLE);
    }

    /** Nor then; and nobody is a stranger for it. */
    @Test
    void bootstrap_kekOfAMemberDenies_saysSo() {
        assertBootstrapSaysKek(KekException.Kind.DENIED);
    }

    private static void assertBootstrapSaysKek(KekException.Kind kind) {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimNode leader = cluster.node("n1");
        leader.stop();
        leader.start();
        cluster.lead("n1");
        cluster.node("n2").kek().fail(kind);
        RuntimeException said =
                assertThrows(RuntimeException.class, () -> admin(cluster, "n1").bootstrap());
        assertTrue(String.valueOf(said.getMessage()).contains("KEK"), said::getMessage);
        assertEquals(0, cluster.node("n2").runtime().status().counters().strangers());
    }

    @Test
    void wantsKeys_ofANodeThatHasNone_isNotToldToComeLater() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        LoneNode asker = new LoneNode("n4");
        List<String> events = new ArrayList<>();
        asker.listener = (event, group, text) -> events.add(event + " " + text);
        asker.leader = frame -> FrameCodec.decode(frame) instanceof Frame.Hello
                ? said(new Frame.Greeting("n1", Optional.of(new DekId(9)), new byte[Frame.CHALLENGE]))
                : asked(cluster, "n1", frame);
        asker.open().settle();
        assertTrue(events.stream().noneMatch(event -> event.contains("too much")), events::toString);
    }

    /** Whatever a greeting names: only a raft DEK proves anything. */
    @Test
    void answer_underAStorageDek_isBelievedNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        KeyState known = keys(cluster, "n3");
        DekId storage = known.activeDek(Purpose.STORAGE).orElseThrow();
        DekId old = known.activeDek(Purpose.RAFT).orElseThrow();
        PeerKey kept = new SimProof("sim", cluster.node("n3").kek(), () -> known).key(storage);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        assertTrue(Sims.untilDone(cluster, () -> admin(cluster, "n1").purge()).already());
        assertFalse(admin(cluster, "n1").retire(old).already());
        cluster.settle();
        LoneNode asker = behindAStranger(cluster);
        assertTrue(asker.seal().status().keys().retired().contains(old));
        asker.leader = bytes -> {
            if (FrameCodec.decode(bytes) instanceof Frame.Question question) {
                PeerMessage answer = new PeerMessage.Done(false, 99, "rotated, says a stranger");
                return said(kept.prove(
                        new Frame.Answer(PeerCodec.kind(answer), question.tag(), PeerCodec.body(answer), new byte[0])));
            }
            return said(new Frame.Greeting("n1", Optional.of(storage), new byte[Frame.CHALLENGE]));
        };
        assertThrows(RetryableException.class, () -> asker.seal().admin().rotate(Purpose.RAFT));
    }

    /** Only n1 has the DEK of a rotation, and the KEK of the leader takes it for another's. */
    @Test
    void acceptNewLog_leadersKekHasAnotherKeyThanAMembers_namesTheMemberAndChangesNothing() {
        SimCluster cluster = NewLogs.oneKnows(c -> admin(c, "n1").rotate(Purpose.RAFT));
        NewLogs.leadsANewLog(cluster, 1);
        cluster.node("n1").start();
        NewLogs.pass(cluster);
        KeyState before = keys(cluster, "n3");
        cluster.node("n3").kek().fail(KekException.Kind.WRONG_KEY);
        RejectedException refused =
                assertThrows(RejectedException.class, () -> admin(cluster, "n3").acceptNewLog(CONTROL_ID));
        assertTrue(String.valueOf(refused.getMessage()).contains("member n1"), refused::getMessage);
        assertEquals(before, keys(cluster, "n3"));
    }

    /** The same where the KEK does not answer for a while: whoever cannot be read now is no one that is silent. */
    @Test
    void acceptNewLog_leadersKekIsUnreachable_isNotAcceptedWithoutTheMember() {
        SimCluster cluster = NewLogs.oneKnows(c -> admin(c, "n1").rotate(Purpose.RAFT));
        NewLogs.leadsANewLog(cluster, 1);
        cluster.node("n1").start();
        NewLogs.pass(cluster);
        cluster.node("n3").kek().fail(KekException.Kind.UNREACHABLE);
        assertThrows(QuorumSealException.class, () -> admin(cluster, "n3").acceptNewLog(CONTROL_ID));
        cluster.tick(Duration.ofSeconds(30));
        assertEquals(0, newLogs(cluster));
    }

    private static long newLogs(SimCluster cluster) {
        return cluster.group(CONTROL).ours().values().stream()
                .filter(entry -> entry instanceof EncryptionEntry.NewLog)
                .count();
    }
}
