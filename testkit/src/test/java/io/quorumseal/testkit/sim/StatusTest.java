package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.rewrittenFrom;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.status;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.DekStatus;
import io.quorumseal.core.DekStatus.Limit;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.KekStatus;
import io.quorumseal.core.LogStatus;
import io.quorumseal.core.MemberStatus;
import io.quorumseal.core.MemberStatus.Word;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.peer.PeerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a node says of the cluster's keys, members and logs. */
class StatusTest {
    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofSeconds(11);
    private static final Duration UNTIL_GIVEN_UP = Duration.ofSeconds(9);
    private static final Duration UNTIL_LOOKED = Duration.ofSeconds(61);

    private final SimCluster cluster = sealing(Append.INDEX_KNOWN);
    private final SimNode n1 = cluster.node("n1");
    private final SimNode n3 = cluster.node("n3");

    // ---- members

    /** Has a node ask the others, and tells what it knows then. */
    private Status asked(SimNode node) {
        cluster.tick(UNTIL_ASKED_AGAIN);
        Status before = node.runtime().status();
        cluster.settle().tick(UNTIL_GIVEN_UP);
        Status after = node.runtime().status();
        assertTrue(before.at().isBefore(after.at()));
        return after;
    }

    private static MemberStatus member(Status status, String name) {
        return Objects.requireNonNull(status.members().get(name));
    }

    @Test
    void members_thatAnswer_areCurrentAndTellTheirKeyState() {
        for (SimNode node : cluster.nodes()) {
            Status status = asked(node);
            assertEquals(Set.of("n1", "n2", "n3"), status.members().keySet());
            for (MemberStatus member : status.members().values()) {
                assertEquals(Word.CURRENT, member.word(), member::toString);
                assertEquals("", member.why());
                assertEquals(member.name().equals(node.name()), member.self());
                assertTrue(member.voter());
                assertFalse(member.isInTrouble());
                assertEquals(OptionalInt.of(DekCipher.SECOND_SUITE), member.suite());
                assertEquals(
                        status.keys().group(CONTROL_ID).audit().count(),
                        member.position().orElseThrow().events());
                assertEquals(member(status, node.name()).position(), member.position());
                Duration ago = status.since(member.heard().orElseThrow());
                assertTrue(ago.compareTo(UNTIL_ASKED_AGAIN) < 0, ago::toString);
            }
        }
    }

    @Test
    void members_beforeTheKeys_areNotAsked() {
        SimCluster without = Sims.cleartext(Append.INDEX_KNOWN).tick(UNTIL_ASKED_AGAIN);
        AtomicInteger questions = new AtomicInteger();
        without.node("n3").answering((question, answer) -> {
            questions.incrementAndGet();
            return answer;
        });
        Status unused = without.node("n2").runtime().status();
        Status second = without.settle().node("n2").runtime().status();
        assertEquals(0, questions.get());
        assertEquals(Word.UNKNOWN, member(second, "n3").word());
        assertEquals(Optional.empty(), member(second, "n3").heard());
    }

    /** A page that is looked at all day, on every node, is no load on the cluster; and nobody waits for an answer. */
    @Test
    void reading_asksNoOftenerThanEveryTenSeconds_andNotOnTheCallersThread() {
        cluster.tick(UNTIL_ASKED_AGAIN);
        AtomicInteger questions = new AtomicInteger();
        n3.answering((question, answer) -> {
            questions.addAndGet(question instanceof PeerMessage.AskKeys ? 1 : 0);
            return answer;
        });
        for (int i = 0; i < 50; i++) {
            Status unused = n1.runtime().status();
        }
        assertEquals(0, questions.get());
        cluster.settle();
        Status unused = n1.runtime().status();
        cluster.settle();
        assertEquals(1, questions.get());
        assertTrue(asked(n1).members().containsKey("n3"));
        assertEquals(2, questions.get());
    }

    @Test
    void member_thatIsCutOff_isSilentAndStaysHeardWhenItWas() {
        Instant heard = member(asked(n1), "n3").heard().orElseThrow();
        n3.connected(false);
        MemberStatus silent = member(asked(n1), "n3");
        assertEquals(Word.SILENT, silent.word());
        assertFalse(silent.why().isEmpty());
        assertTrue(silent.isInTrouble());
        assertEquals(Optional.of(heard), silent.heard());
        n3.connected(true);
        assertEquals(Word.CURRENT, member(asked(n1), "n3").word());
    }

    /** Somebody between the two changes what it says. */
    @Test
    void member_whoseAnswersAreNotProved_isSilentAndSaysWhy() {
        n1.post().way(SimPost.Way.ANSWER_CHANGED);
        MemberStatus unproved = member(asked(n1), "n3");
        assertEquals(Word.SILENT, unproved.word());
        assertTrue(unproved.why().contains("n3"), unproved::why);
        assertEquals(Word.CURRENT, member(asked(cluster.node("n2")), "n3").word());
    }

    @Test
    void member_thatTellsOfEventsWhichNobodyHas_isOfAnotherLog() {
        long events = n1.runtime().status().keys().group(CONTROL_ID).audit().count();
        n3.answering((question, answer) -> answer instanceof PeerMessage.Registered
                ? new PeerMessage.Ready(
                        "n3", n3.runtime().status().opening(), events, "f".repeat(64), new TreeMap<>(), Set.of())
                : answer);
        MemberStatus lying = member(asked(n1), "n3");
        assertEquals(Word.OTHER_LOG, lying.word());
        assertTrue(lying.why().contains("do not apply the same log"), lying::why);
    }

    @Test
    void member_thatTellsNoKeyState_isShownAsSuch() {
        n3.answering((question, answer) -> answer instanceof PeerMessage.Registered told
                ? new PeerMessage.Registered(told.positions(), new byte[100])
                : answer);
        MemberStatus lying = member(asked(n1), "n3");
        assertEquals(Word.REFUSES, lying.word());
        assertTrue(lying.why().contains("cannot be read"), lying::why);
    }

    @Test
    void member_whoseKekRefuses_isShownAsSuch() {
        n3.answering((question, answer) -> question instanceof PeerMessage.AskKeys
                ? new PeerMessage.Failed(true, "KEK_REFUSES", "the KEK fails (WRONG_KEY)")
                : answer);
        MemberStatus other = member(asked(n1), "n3");
        assertEquals(Word.OTHER_KEK, other.word());
        assertEquals("the KEK fails (WRONG_KEY)", other.why());
    }

    /** What was changed after it had answered makes nobody look ill. */
    @Test
    void member_thatLags_isBehindOnlyWhatWasKnownWhenItAnswered() {
        Status before = asked(n1);
        n3.lagging(true);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        assertEquals(Word.CURRENT, member(n1.runtime().status(), "n3").word());
        MemberStatus behind = member(asked(n1), "n3");
        assertEquals(Word.BEHIND, behind.word());
        assertEquals(member(before, "n3").position(), behind.position());
        assertTrue(behind.why().contains("key events that this node had"), behind::why);
        boolean unused = admin(cluster, "n1").purge().already();
        MemberStatus heard = member(n1.runtime().status(), "n3");
        assertTrue(heard.heard().orElseThrow().isAfter(behind.heard().orElseThrow()));
        assertEquals(Word.BEHIND, heard.word());
        n3.lagging(false);
        assertEquals(Word.CURRENT, member(asked(n1), "n3").word());
    }

    // ---- DEKs

    private static DekStatus dek(Status status, DekId id) {
        return Objects.requireNonNull(status.deks().get(id));
    }

    private DekId active(Purpose purpose) {
        return n1.runtime().status().active(purpose).orElseThrow().id();
    }

    @Test
    void deks_afterARotation_tellWhichIsActiveAndSinceWhen() {
        DekId old = active(Purpose.RAFT);
        cluster.tick(Duration.ofHours(2));
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle().tick(Duration.ofHours(1));
        Status status = n1.runtime().status();
        DekStatus now = status.active(Purpose.RAFT).orElseThrow();
        assertEquals(
                Set.of(old, now.id(), active(Purpose.STORAGE)), status.deks().keySet());
        assertEquals(DekStatus.Word.ACTIVE, now.word());
        assertEquals(DekStatus.Word.REPLACED, dek(status, old).word());
        assertEquals(Duration.ofHours(1).toMinutes(), now.age().toMinutes());
        assertEquals(Duration.ofHours(3).toMinutes(), dek(status, old).age().toMinutes());
        assertEquals(now.age(), status.since(now.since()));
        assertEquals(List.of(), now.needs());
        assertEquals(DekCipher.SECOND_SUITE, now.suite());
        assertEquals(Purpose.RAFT, now.purpose());
    }

    @Test
    void limits_ofThePolicy_areToldAsParts() {
        assertTrue(Double.isNaN(
                n3.runtime().status().active(Purpose.STORAGE).orElseThrow().used(Limit.SEALS)));
        n3.stop();
        n3.rotation(new RotationPolicy(Duration.ofHours(4), 512, 0));
        n3.start();
        cluster.settle().tick(Duration.ofHours(1));
        Status status = n3.runtime().status();
        DekStatus storage = status.active(Purpose.STORAGE).orElseThrow();
        assertEquals(Set.of(Limit.AGE, Limit.SEALS), storage.limits().keySet());
        assertEquals(0.25, storage.used(Limit.AGE), 0.01);
        assertEquals(storage.seals() / 512.0, storage.used(Limit.SEALS));
        n1.write(DATA, "k", CANARY);
        cluster.settle();
        assertTrue(n3.runtime().status().active(Purpose.STORAGE).orElseThrow().used(Limit.SEALS) > 0);
    }

    @Test
    void kekVersion_isThatOfTheRewrap_andUnknownForLaterDeks() {
        assertEquals(
                Optional.empty(),
                dek(n1.runtime().status(), active(Purpose.RAFT)).kekVersion());
        assertFalse(admin(cluster, "n1").rewrap().already());
        cluster.settle();
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        Status status = n3.runtime().status();
        assertEquals(
                status.kek().version(),
                status.active(Purpose.STORAGE).orElseThrow().kekVersion());
        assertTrue(status.kek().version().isPresent());
        assertEquals(Optional.empty(), status.active(Purpose.RAFT).orElseThrow().kekVersion());
    }

    /** What keeps a DEK is told before anybody asks to retire it, and goes as it is removed. */
    @Test
    void needs_ofReplacedDeks_goAsTheyAreRewrittenAndPurged() {
        n1.write(DATA, "k", CANARY);
        cluster.settle();
        DekId raft = active(Purpose.RAFT);
        DekId storage = active(Purpose.STORAGE);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.settle();
        assertTrue(needs(storage).contains("its values were not counted"), () -> needs(storage));
        assertTrue(needs(raft).contains("were not looked at yet"), () -> needs(raft));
        Status unused = n1.runtime().status();
        cluster.tick(UNTIL_LOOKED);
        assertFalse(needs(raft).isEmpty());
        cluster.settle();
        assertTrue(needs(raft).contains("group data: 1 payloads of the log are under DEK " + raft), () -> needs(raft));
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").rewrite()).already());
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").purge()).already());
        assertEquals("", needs(raft));
        assertEquals("", needs(storage));
        assertFalse(admin(cluster, "n1").retire(raft).already());
        cluster.settle();
        assertFalse(n1.runtime().status().deks().containsKey(raft));
    }

    private String needs(DekId id) {
        return String.join("; ", dek(n1.runtime().status(), id).needs());
    }

    // ---- logs

    private static LogStatus log(SimNode node, String group) {
        return status(node, group).log().orElseThrow();
    }

    /** Has a node look through its logs, just because somebody reads its status. */
    private static LogStatus looked(SimNode node, String group) {
        node.cluster().tick(Duration.ofMinutes(10)).tick(UNTIL_LOOKED);
        Status unused = node.runtime().status();
        node.cluster().settle();
        return log(node, group);
    }

    @Test
    void log_ofACutoverGroup_tellsWhatIsUnderWhichDekAndInClear() {
        SimCluster other = bootstrapped(Append.INDEX_KNOWN);
        SimNode node = other.node("n1");
        node.write(DATA, "clear", CANARY);
        other.settle();
        SimCluster unused = sealing(other);
        DekId first = node.runtime().status().active(Purpose.RAFT).orElseThrow().id();
        node.write(DATA, "sealed", CANARY);
        other.settle();
        assertFalse(admin(other, "n1").rotate(Purpose.RAFT).already());
        other.settle();
        node.write(DATA, "later", CANARY);
        node.write(DATA, "latest", CANARY);
        other.settle();
        DekId second =
                node.runtime().status().active(Purpose.RAFT).orElseThrow().id();
        assertEquals(Optional.empty(), status(node, DATA).log());
        LogStatus seen = looked(node, DATA);
        assertEquals(1, seen.cleartext().count());
        assertEquals(1, seen.under(first).count());
        assertEquals(2, seen.under(second).count());
        assertEquals(0, seen.unreadable().count());
        assertEquals(4, seen.all().count());
        assertEquals(node.replica(DATA).log().lastIndex(), seen.under(second).last());
        assertTrue(seen.under(second).bytes() > 2L * CANARY.length());
        assertEquals(List.of(), seen.snapshots());
        node.replica(DATA).compact();
        LogStatus after = looked(node, DATA);
        assertEquals(0, after.cleartext().count());
        assertEquals(
                List.of(Optional.of(second)),
                after.snapshots().stream().map(LogStatus.Snapshot::dek).toList());
        assertFalse(after.snapshots().get(0).valuesSealed());
    }

    /** To look is to read whole logs. */
    @Test
    void log_isNotLookedThroughAgain_forTenMinutes() {
        LogStatus first = looked(n1, CONTROL);
        for (int i = 0; i < 9; i++) {
            cluster.tick(Duration.ofMinutes(1));
            Status unused = n1.runtime().status();
            assertEquals(first.at(), log(n1, CONTROL).at());
        }
        assertNotEquals(first.at(), looked(n1, CONTROL).at());
    }

    @Test
    void purge_leavesWhatItSaw() {
        DekId old = rewrittenFrom(cluster);
        assertTrue(untilDone(cluster, () -> admin(cluster, "n2").purge()).already());
        for (SimNode node : cluster.nodes()) {
            assertTrue(status(node, DATA).log().isPresent(), node::name);
            assertFalse(log(node, DATA).snapshots().stream()
                    .anyMatch(snapshot -> snapshot.files().contains(old)));
        }
    }

    // ---- KEK

    @Test
    void kek_thatFails_keepsItsLastSuccess() {
        cluster.tick(UNTIL_LOOKED);
        KekStatus well = n1.runtime().status().kek();
        assertEquals(KekHealth.Word.WELL, well.health().word());
        assertEquals(n1.kek().fingerprint(), well.fingerprint());
        assertEquals(n1.kek().description(), well.description());
        assertEquals("", well.scheme());
        assertTrue(well.version().isPresent());
        n1.kek().fail(KekException.Kind.UNREACHABLE);
        cluster.tick(Duration.ofMinutes(10));
        Status status = n1.runtime().status();
        assertEquals(KekHealth.Word.ILL, status.kek().health().word());
        assertTrue(status.since(status.kek().lastSuccess().orElseThrow()).toMinutes() >= 9);
        n1.kek().heal();
        cluster.tick(Duration.ofMinutes(1));
        assertTrue(n1.runtime()
                .status()
                .kek()
                .lastSuccess()
                .orElseThrow()
                .isAfter(well.lastSuccess().orElseThrow()));
    }

    // ---- secrets

    @Test
    void status_asText_holdsNoKeyAndNoValue() {
        n1.write(DATA, "k", CANARY);
        cluster.settle();
        Status status = asked(n1);
        String text = status + " " + looked(n1, DATA);
        assertFalse(text.contains(CANARY));
        for (KeyState.Key key : status.keys().keys().values()) {
            WrapContext context = new WrapContext(
                    n1.runtime().status().settings().stream()
                            .filter(setting -> setting.name().equals("quorumseal.cluster"))
                            .map(Status.Setting::value)
                            .collect(Collectors.joining()),
                    key.purpose(),
                    key.dek().id());
            try (SecretBytes secret = n1.unwrap(key.dek().wrapped(), context)) {
                byte[] raw = secret.readSecret(byte[]::clone);
                assertFalse(text.contains(HexFormat.of().formatHex(raw)));
                assertFalse(text.contains(Base64.getEncoder().encodeToString(raw)));
            }
        }
    }
}
