package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.GroupSeal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of suite 2 are bound to their log's identity: engines that tell none, or not all the same, are found in time. */
class LogIdentityTest {
    private static final String LATER = "later";
    private static final GroupId LATER_ID = new GroupId(LATER);

    private static SimCluster stopped(int suite) {
        return new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3").suite(suite);
    }

    private static SimCluster ofSuite1() {
        return stopped(DekCipher.FIRST_SUITE).start().cutOver();
    }

    private static void saysSo(RejectedException.Reason reason, Executable change, String... parts) {
        String message = String.valueOf(rejected(reason, change).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void bootstrap_memberThatTellsAnotherLog_isRefusedByName() {
        SimCluster cluster = stopped(DekCipher.SECOND_SUITE);
        cluster.node("n3").tellsLog(DATA, "mine");
        cluster.start();
        saysSo(
                Reason.MEMBER_NOT_READY,
                () -> admin(cluster, "n1").bootstrap(),
                "node n3",
                "group data",
                "\"mine\"",
                "\"data-log-0\"",
                "node n1");
    }

    @Test
    void raise_memberThatTellsAnotherLog_isRefusedUntilItTellsTheSame() {
        SimCluster cluster = ofSuite1();
        cluster.node("n2").tellsLog(CONTROL, "mine");
        saysSo(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n1").raise(Purpose.RAFT), "node n2", "group control");
        assertFalse(admin(cluster, "n1").raise(Purpose.STORAGE).already());
        cluster.node("n2").tellsLog(CONTROL, "control-log-0");
        assertFalse(admin(cluster, "n1").raise(Purpose.RAFT).already());
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_025})
    void raise_memberWithoutAUsableLog_isRefusedByName(int length) {
        SimCluster cluster = ofSuite1();
        cluster.node("n3").tellsLog(DATA, "x".repeat(length));
        saysSo(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n1").raise(Purpose.RAFT), "n3 (", "1 to 1024 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_025, 100_000})
    void raise_leaderWithoutAUsableLog_isRefused(int length) {
        SimCluster cluster = ofSuite1();
        cluster.node("n1").tellsLog(DATA, "x".repeat(length));
        saysSo(
                Reason.MEMBER_NOT_READY,
                () -> admin(cluster, "n1").raise(Purpose.RAFT),
                "group data",
                "1 to 1024 bytes");
    }

    /** A payload of suite 1 is bound to no log. */
    @Test
    void rotate_underSuite1_asksForNoLog() {
        SimCluster cluster = ofSuite1();
        cluster.node("n2").tellsLog(DATA, "mine");
        cluster.node("n3").tellsLog(DATA, "");
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @Test
    void enable_groupAddedLaterUnderDifferentLogs_isRefusedByName() {
        SimCluster cluster = stopped(DekCipher.SECOND_SUITE).start().cutOver();
        cluster.node("n2").tellsLog(LATER, "mine");
        cluster.addGroup(LATER);
        cluster.group(LATER).lead(cluster.node("n1"));
        cluster.settle();
        saysSo(
                Reason.MEMBER_NOT_READY,
                () -> admin(cluster, "n1").enableRaftEnvelope(LATER_ID),
                "node n2",
                "group later");
    }

    /** Any payload may come to stand behind a marker. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1_025})
    void begin_groupAddedLaterWithoutAUsableLog_isRefusedUntilThereIsOne(int length) {
        SimCluster cluster = stopped(DekCipher.SECOND_SUITE).start().cutOver();
        cluster.nodes().forEach(node -> node.tellsLog(LATER, "x".repeat(length)));
        cluster.addGroup(LATER);
        cluster.group(LATER).lead(cluster.node("n1"));
        cluster.settle();
        saysSo(
                Reason.BAD_REQUEST,
                () -> cluster.node("n1").write(LATER, "a", CANARY),
                "group later",
                "1 to 1024 bytes");
        saysSo(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n1").enableRaftEnvelope(LATER_ID), "group later");
        cluster.nodes().forEach(node -> node.tellsLog(LATER, "later-log"));
        SimWrite before = cluster.node("n1").write(LATER, "a", CANARY);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        check(cluster, before, cluster.node("n1").write(LATER, "b", CANARY));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_025})
    void start_underSuite2WithoutAUsableLog_isRefused(int length) {
        SimCluster cluster = stopped(DekCipher.SECOND_SUITE).start().cutOver();
        cluster.node("n3").stop();
        cluster.node("n3").tellsLog(DATA, "x".repeat(length));
        StartupRefusedException refused = assertThrows(
                StartupRefusedException.class, () -> cluster.node("n3").start());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("group data") && message.contains("1 to 1024 bytes"), message);
        cluster.node("n3").tellsLog(DATA, "data-log-0");
        cluster.node("n3").start();
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    /** Where nobody compared in time: what does not open says which log it was taken to be of. */
    @Test
    void open_payloadOfAnotherLog_haltsAndNamesTheLog() {
        SimCluster cluster = stopped(DekCipher.SECOND_SUITE).start().cutOver();
        SimWrite write = cluster.node("n1").write(CONTROL, "k", CANARY);
        cluster.settle();
        assertTrue(write.committed());
        SimEntry entry = Sims.last(cluster.node("n1"), CONTROL);
        LogPosition elsewhere = new LogPosition(new GroupId(DATA), entry.term(), entry.index());
        GroupSeal data = cluster.node("n2").runtime().group(DATA);
        HaltApplyException halted = assertThrows(HaltApplyException.class, () -> data.open(elsewhere, entry.payload()));
        assertTrue(String.valueOf(halted.getMessage()).contains("\"data-log-0\""), halted::getMessage);
    }
}
