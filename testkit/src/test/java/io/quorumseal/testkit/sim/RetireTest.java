package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Status;
import io.quorumseal.core.StorageStatus;
import io.quorumseal.core.StorageStatus.Rewriting;
import io.quorumseal.core.StoredValue;
import io.quorumseal.testkit.disk.Survival;
import io.quorumseal.testkit.life.LifeCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of a DEK's life: values rewritten, logs purged, and retired only when no member can need it. */
class RetireTest {

    private static DekId active(SimCluster cluster, Purpose purpose) {
        return cluster.node("n1").runtime().status().keys().activeDek(purpose).orElseThrow();
    }

    /** Asks again, as an operator does, until all members are done. */
    private static void rewrite(SimCluster cluster) {
        Admin.Result unused = untilDone(cluster, () -> admin(cluster, "n1").rewrite());
    }

    private static void purge(SimCluster cluster) {
        Admin.Result unused = untilDone(cluster, () -> admin(cluster, "n1").purge());
    }

    private static String stillNeeded(SimCluster cluster, DekId dek) {
        return String.valueOf(
                rejected(Reason.STILL_NEEDED, () -> admin(cluster, "n1").retire(dek))
                        .getMessage());
    }

    /** A follower misses a write, and the log that has it is cut off behind the leader's snapshot. */
    private static void installSnapshot(SimCluster cluster, String leader, String follower) {
        cluster.node(follower).lagging(true);
        SimWrite unused = cluster.node(leader).write(DATA, "more", CANARY);
        cluster.settle();
        cluster.node(leader).replica(DATA).compact();
        cluster.node(follower).lagging(false);
        cluster.settle();
    }

    private static SimCluster withValues(Append append) {
        return withValues(sealing(append));
    }

    private static SimCluster withValues(SimCluster cluster) {
        for (int i = 0; i < 5; i++) {
            SimWrite unused = cluster.node("n1").write(DATA, "k" + i, CANARY + i);
        }
        return cluster.settle();
    }

    private static void rotate(SimCluster cluster, Purpose purpose) {
        assertFalse(admin(cluster, "n1").rotate(purpose).already());
        cluster.settle();
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void retire_afterRewriteAndPurge_takesBothDeksOutEverywhere(Append append) {
        SimCluster cluster = withValues(append);
        DekId storage = active(cluster, Purpose.STORAGE);
        DekId raft = active(cluster, Purpose.RAFT);
        rotate(cluster, Purpose.STORAGE);
        rotate(cluster, Purpose.RAFT);
        rewrite(cluster);
        purge(cluster);
        assertFalse(admin(cluster, "n2").retire(storage).already());
        assertFalse(admin(cluster, "n3").retire(raft).already());
        assertTrue(admin(cluster, "n1").retire(raft).already());
        cluster.settle();
        for (SimNode node : cluster.nodes()) {
            assertFalse(node.runtime().status().keys().keys().containsKey(storage), node::name);
            assertFalse(node.runtime().status().keys().keys().containsKey(raft), node::name);
        }
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    /** The registry's row goes with its DEK: under the DEKs that are left, the name has never made a nonce. */
    @Test
    void retire_allDeksThatALostNodeHad_makesItsNameFreeAgain() {
        SimCluster cluster = withValues(FirstSuite.sealing(Append.INDEX_KNOWN));
        List<DekId> had = List.of(active(cluster, Purpose.STORAGE), active(cluster, Purpose.RAFT));
        cluster.remove("n3");
        startIsRefused(cluster, "n3");
        rotate(cluster, Purpose.STORAGE);
        rotate(cluster, Purpose.RAFT);
        rewrite(cluster);
        purge(cluster);
        for (DekId dek : had) {
            startIsRefused(cluster, "n3");
            assertFalse(admin(cluster, "n1").retire(dek).already());
            cluster.settle();
        }
        cluster.add("n3").start();
        check(cluster, cluster.settle().node("n1").write(DATA, "k", CANARY));
        assertEquals(cluster.node("n1").values(DATA), cluster.node("n3").values(DATA));
        cluster.journal().requireNoneTwice();
    }

    /** It may have sealed values under the newest DEKs, and is known under them. */
    @Test
    void retire_ofWhatWasRotatedBeforeTheNodeWasLost_leavesItsNameTaken() {
        SimCluster cluster = withValues(FirstSuite.sealing(Append.INDEX_KNOWN));
        List<DekId> old = List.of(active(cluster, Purpose.STORAGE), active(cluster, Purpose.RAFT));
        rotate(cluster, Purpose.STORAGE);
        rotate(cluster, Purpose.RAFT);
        cluster.remove("n3");
        rewrite(cluster);
        purge(cluster);
        for (DekId dek : old) {
            assertFalse(admin(cluster, "n1").retire(dek).already());
            cluster.settle();
        }
        startIsRefused(cluster, "n3");
    }

    /** An empty disk under this name. */
    private static void startIsRefused(SimCluster cluster, String name) {
        SimNode wiped = cluster.add(name);
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, wiped::start);
        assertEquals(Refusal.REGISTRATION_REFUSED, refused.refusal(), refused::getMessage);
        assertTrue(
                String.valueOf(refused.getMessage()).contains("rotate, rewrite, purge and retire"),
                refused::getMessage);
        cluster.remove(name);
    }

    /** Asked for while the DEK is active, and its turn comes when it is not any more. */
    @Test
    void retire_behindARotationInFlight_takesNothingOut() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId storage = active(cluster, Purpose.STORAGE);
        cluster.holdAppends(CONTROL, true);
        retryable(
                RetryableException.Reason.NO_ANSWER, () -> admin(cluster, "n1").rotate(Purpose.STORAGE));
        retryable(
                RetryableException.Reason.NO_ANSWER, () -> admin(cluster, "n1").retire(storage));
        cluster.holdAppends(CONTROL, false);
        cluster.settle();
        assertNotEquals(storage, active(cluster, Purpose.STORAGE));
        assertTrue(cluster.node("n1").runtime().status().keys().keys().containsKey(storage));
        check(cluster);
    }

    @Test
    void retire_dekThatCameAndWentSinceTheCount_hasToBeCounted() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        rewrite(cluster);
        rotate(cluster, Purpose.STORAGE);
        DekId between = active(cluster, Purpose.STORAGE);
        SimWrite write = cluster.node("n1").write(DATA, "between", CANARY);
        cluster.settle();
        rotate(cluster, Purpose.STORAGE);
        assertTrue(stillNeeded(cluster, between).contains("n2: its values were not counted"));
        rewrite(cluster);
        purge(cluster);
        assertFalse(admin(cluster, "n1").retire(between).already());
        check(cluster, write);
    }

    @ParameterizedTest
    @EnumSource(SimNode.From.class)
    void retire_thenRestartFromWherever_readsAllValues(SimNode.From from) {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId storage = active(cluster, Purpose.STORAGE);
        DekId raft = active(cluster, Purpose.RAFT);
        cluster.nodes().forEach(node -> node.replica(DATA).takeSnapshot());
        rotate(cluster, Purpose.STORAGE);
        rotate(cluster, Purpose.RAFT);
        rewrite(cluster);
        purge(cluster);
        assertFalse(admin(cluster, "n1").retire(storage).already());
        assertFalse(admin(cluster, "n1").retire(raft).already());
        cluster.settle();
        cluster.nodes().forEach(SimNode::stop);
        cluster.nodes().forEach(node -> node.start(from));
        cluster.lead("n2").tick(Duration.ofSeconds(2));
        cluster.nodes().forEach(node -> assertEquals(5, node.values(DATA).size(), node::name));
        check(cluster, cluster.node("n2").write(DATA, "k", CANARY));
    }

    @Test
    void rewrite_cleartextAndOldDeks_areSealedUnderTheActiveOneAndCounted() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        SimWrite unused = cluster.node("n1").write(DATA, "cleartext", CANARY);
        cluster.settle();
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        SimWrite old = cluster.node("n1").write(DATA, "old", CANARY);
        cluster.settle();
        rotate(cluster, Purpose.STORAGE);
        assertTrue(old.committed());
        rewrite(cluster);
        DekId active = active(cluster, Purpose.STORAGE);
        for (SimNode node : cluster.nodes()) {
            Status.Values values = node.runtime().status().storage().values().orElseThrow();
            assertEquals(2, values.under(active).values(), values::text);
            assertEquals(1, values.sealed().size(), values::text);
            assertEquals(0, values.cleartext().values(), values::text);
            assertEquals(2, node.values(DATA).size());
            node.replica(DATA).values().forEach((key, value) -> assertFalse(LifeCheck.readable(value.bytes()), key));
        }
    }

    @Test
    void rewrite_valueStoredMeanwhile_isNotReverted() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        rotate(cluster, Purpose.STORAGE);
        SimStore store = new SimStore(cluster.node("n1"));
        var seen = store.values().toList();
        SimWrite newer = cluster.node("n1").write(DATA, "k0", "newer");
        cluster.settle();
        assertTrue(newer.committed());
        seen.forEach(stored -> assertEquals(
                !new String(stored.storageKey(), VendorPayload.CHARSET).endsWith("k0"),
                store.replace(stored, stored.value())));
        assertEquals("newer", cluster.node("n1").values(DATA).get("k0"));
    }

    @Test
    void rewrite_beforeTheStorageCutover_isRefused() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        Admin.Result result = admin(cluster, "n1").rewrite();
        assertTrue(result.text().contains("n1: failed: values are not sealed yet"), result::text);
        assertFalse(result.already());
        assertEquals(Map.of("n1", Outcome.REFUSED, "n2", Outcome.REFUSED, "n3", Outcome.REFUSED), outcomes(result));
    }

    @Test
    void rewrite_memberThatDoesNotAnswer_isToldAndNotDone() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        cluster.node("n3").connected(false);
        for (int i = 0; i < 5; i++) {
            Admin.Result result = admin(cluster, "n1").rewrite();
            assertFalse(result.already());
            assertTrue(result.text().contains("n3: failed: n3 does not answer"), result::text);
            assertEquals(Outcome.FAILED, outcomes(result).get("n3"));
            cluster.tick(Duration.ofSeconds(2));
        }
        assertEquals(
                Map.of("n1", Outcome.DONE, "n2", Outcome.DONE, "n3", Outcome.FAILED),
                outcomes(admin(cluster, "n1").rewrite()));
    }

    @Test
    void rewrite_failedOnAMemberSinceItWasAsked_saysSoOnceAndIsUnderWayAgain() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        cluster.node("n3").lagging(true);
        Admin.Result begun = admin(cluster, "n1").rewrite();
        assertEquals(
                Map.of("n1", Outcome.UNDER_WAY, "n2", Outcome.UNDER_WAY, "n3", Outcome.UNDER_WAY), outcomes(begun));
        cluster.settle();
        cluster.node("n1").replica(DATA).compact();
        cluster.node("n3").lagging(false);
        cluster.settle();
        Admin.Result failed = admin(cluster, "n1").rewrite();
        assertEquals(Outcome.FAILED, outcomes(failed).get("n3"), failed::text);
        assertTrue(failed.text().contains("a snapshot was installed meanwhile"), failed::text);
        assertFalse(outcomes(admin(cluster, "n1").rewrite()).containsValue(Outcome.FAILED));
        rewrite(cluster);
    }

    @Test
    void status_whileAMemberRewrites_tellsHowFarThatIs() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        rotate(cluster, Purpose.STORAGE);
        SimNode member = cluster.node("n3");
        member.lagging(true);
        assertFalse(admin(cluster, "n1").rewrite().already());
        cluster.settle();
        StorageStatus waiting = member.runtime().status().storage();
        assertEquals(
                Optional.of(new Rewriting("waits until what was begun before is applied", 0, 0)), waiting.rewriting());
        assertEquals(Optional.empty(), waiting.values());
        member.lagging(false);
        rewrite(cluster);
        assertTrue(member.runtime().status().storage().values().isPresent());
        assertEquals(Optional.empty(), member.runtime().status().storage().rewriting());
    }

    private static Map<String, Outcome> outcomes(Admin.Result result) {
        return result.members().stream().collect(Collectors.toMap(Admin.OnMember::node, Admin.OnMember::outcome));
    }

    @Test
    void rewrite_nodeRestartedOnTheWay_isBegunAgainWhenAskedAgain() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        rotate(cluster, Purpose.STORAGE);
        assertFalse(admin(cluster, "n1").rewrite().already());
        cluster.node("n3").crash(Survival.all().get(0));
        cluster.node("n3").start();
        rewrite(cluster);
        assertTrue(cluster.node("n3").runtime().status().storage().values().isPresent());
        check(cluster);
    }

    @Test
    void retire_valuesNotRewritten_saysSoForEachMember() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId storage = active(cluster, Purpose.STORAGE);
        rotate(cluster, Purpose.STORAGE);
        String why = stillNeeded(cluster, storage);
        for (String node : new String[] {"n1", "n2", "n3"}) {
            assertTrue(why.contains(node + ": its values were not counted"), why);
        }
    }

    @Test
    void retire_snapshotFromBeforeTheRewriting_isNamedWithItsIndex() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId storage = active(cluster, Purpose.STORAGE);
        rotate(cluster, Purpose.STORAGE);
        SimReplica replica = cluster.node("n2").replica(DATA);
        replica.takeSnapshot();
        long index = replica.applied();
        rewrite(cluster);
        String why = stillNeeded(cluster, storage);
        assertTrue(why.contains("n2: group data: the snapshot at index " + index + " may hold values"), why);
        assertFalse(why.contains("n1:"), why);
    }

    @Test
    void retire_logNotPurged_countsPayloadsAndNamesTheLast() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId raft = active(cluster, Purpose.RAFT);
        rotate(cluster, Purpose.RAFT);
        String why = stillNeeded(cluster, raft);
        assertTrue(why.contains("n3: group data: 5 payloads of the log are under DEK " + raft), why);
    }

    @Test
    void retire_payloadBegunUnderIt_isStillNeeded() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId raft = active(cluster, Purpose.RAFT);
        SimWrite begun = cluster.node("n1").begin(DATA, "begun", CANARY);
        rotate(cluster, Purpose.RAFT);
        purge(cluster);
        String why = stillNeeded(cluster, raft);
        assertTrue(why.contains("n1: payloads that were begun under it are not through"), why);
        begun.append();
        cluster.settle();
        assertTrue(stillNeeded(cluster, raft).contains("group data: 1 payloads"), why);
        purge(cluster);
        assertFalse(admin(cluster, "n1").retire(raft).already());
        check(cluster, begun);
    }

    @Test
    void retire_memberThatDoesNotAnswer_mayNeedIt() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId raft = active(cluster, Purpose.RAFT);
        rotate(cluster, Purpose.RAFT);
        purge(cluster);
        cluster.node("n3").connected(false);
        assertTrue(stillNeeded(cluster, raft).contains("n3: failed"));
    }

    @Test
    void retire_memberThatHasNotAppliedTheRotation_mayNeedIt() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId raft = active(cluster, Purpose.RAFT);
        cluster.node("n3").holdApply(true);
        rotate(cluster, Purpose.RAFT);
        String why = stillNeeded(cluster, raft);
        assertTrue(why.contains("n3: DEK " + raft + " is active here"), why);
    }

    @Test
    void retire_memberThatDoesNotGoOnApplying_mayNeedIt() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId raft = active(cluster, Purpose.RAFT);
        rotate(cluster, Purpose.RAFT);
        purge(cluster);
        cluster.node("n3").holdApply(true);
        retryable(
                RetryableException.Reason.NO_ANSWER, () -> admin(cluster, "n1").retire(raft));
        cluster.tick(Duration.ofSeconds(16));
        cluster.node("n3").holdApply(false);
        check(cluster);
        assertTrue(cluster.node("n1").runtime().status().keys().keys().containsKey(raft));
        assertFalse(admin(cluster, "n1").retire(raft).already());
    }

    @Test
    void retire_restartedMember_hasToCountAgain() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId storage = active(cluster, Purpose.STORAGE);
        rotate(cluster, Purpose.STORAGE);
        rewrite(cluster);
        purge(cluster);
        cluster.node("n2").stop();
        cluster.node("n2").start();
        cluster.settle();
        assertTrue(stillNeeded(cluster, storage).contains("n2: its values were not counted in this opening"));
        rewrite(cluster);
        purge(cluster);
        assertFalse(admin(cluster, "n1").retire(storage).already());
        check(cluster);
    }

    @Test
    void retire_snapshotInstalledAfterTheCount_hasToBeCountedAgain() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        DekId storage = active(cluster, Purpose.STORAGE);
        rotate(cluster, Purpose.STORAGE);
        rewrite(cluster);
        purge(cluster);
        installSnapshot(cluster, "n1", "n3");
        assertTrue(stillNeeded(cluster, storage).contains("n3: its values were not counted"));
    }

    @Test
    void retire_activeOrUnknown_isRefused() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        rejected(Reason.BAD_REQUEST, () -> admin(cluster, "n1").retire(active(cluster, Purpose.RAFT)));
        rejected(Reason.BAD_REQUEST, () -> admin(cluster, "n2").retire(new DekId(4711)));
    }

    @Test
    void purge_beforeTheCutover_saysWhichGroupsAreNotCutOver() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").bootstrap().already());
        Admin.Result result = admin(cluster, "n1").purge();
        assertTrue(result.already());
        assertTrue(result.text().contains("not cut over: control, data"), result::text);
    }

    @Test
    void purge_cleartextFromBeforeTheCutover_isGoneFromEveryLog() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimWrite unused = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle().cutOver();
        purge(cluster);
        for (SimNode node : cluster.nodes()) {
            node.replica(DATA)
                    .log()
                    .entries()
                    .forEach(entry -> assertFalse(LifeCheck.readable(entry.bytes()), node::name));
            assertTrue(node.replica(DATA).log().purged() > 0, node::name);
            assertTrue(node.replica(CONTROL).log().purged() > 0
                    || node.replica(CONTROL).log().entries().stream()
                            .noneMatch(entry -> LifeCheck.readable(entry.bytes())));
        }
        check(cluster);
    }

    @Test
    void rewrite_nobodyLeadsAGroup_waitsUntilSomebodyDoes() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        cluster.node("n1").replica(DATA).follow();
        assertFalse(admin(cluster, "n2").rewrite().already());
        cluster.tick(Duration.ofSeconds(3));
        Admin.Result waits = admin(cluster, "n2").rewrite();
        assertTrue(waits.text().contains("waits until what was begun before is applied"), waits::text);
        cluster.lead("n2");
        rewrite(cluster);
        check(cluster);
    }

    @Test
    void rewrite_fenceAppendedInAnotherTerm_isVoidAndAppendedAgain() {
        SimCluster cluster = withValues(Append.INDEX_KNOWN);
        cluster.holdAppends(DATA, true);
        assertFalse(admin(cluster, "n1").rewrite().already());
        cluster.elect(DATA, "n1");
        cluster.settle();
        cluster.holdAppends(DATA, false);
        rewrite(cluster);
        assertTrue(
                cluster.node("n1").events().stream().anyMatch(event -> event.contains("appended as a void entry")),
                () -> cluster.node("n1").events().toString());
        check(cluster);
    }

    // ---- the end of cleartext

    private static SimCluster withCleartext(Append append) {
        SimCluster cluster = bootstrapped(append);
        SimWrite unused = cluster.node("n1").write(DATA, "old", CANARY);
        cluster.settle();
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        return cluster.settle();
    }

    private static boolean refused(SimCluster cluster, String node) {
        return cluster.node(node).runtime().status().storage().cleartextRefused();
    }

    private static StoredValue forged(String text) {
        return new StoredValue(false, text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void rewrite_noCleartextLeft_refusesItFromThereOn(Append append) {
        SimCluster cluster = withCleartext(append);
        assertEquals(CANARY, cluster.node("n1").values(DATA).get("old"));
        rewrite(cluster);
        for (SimNode node : cluster.nodes()) {
            assertTrue(refused(cluster, node.name()), node::name);
            assertEquals(CANARY, node.values(DATA).get("old"));
            node.replica(DATA).values().put("old", forged("not what was written"));
            rejected(Reason.CLEARTEXT_REFUSED, () -> node.values(DATA));
        }
    }

    @Test
    void rewrite_valueForgedAfterwards_isCountedAndNotSealed() {
        SimCluster cluster = withCleartext(Append.INDEX_KNOWN);
        rewrite(cluster);
        cluster.node("n2").replica(DATA).values().put("old", forged("not what was written"));
        rotate(cluster, Purpose.STORAGE);
        rewrite(cluster);
        Status.Values counted =
                cluster.node("n2").runtime().status().storage().values().orElseThrow();
        assertEquals(1, counted.cleartext().values(), counted::text);
        assertFalse(cluster.node("n2").replica(DATA).values().get("old").sealed());
    }

    @Test
    void rewrite_snapshotMayHoldCleartext_isStillReadUntilThePurge() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        SimWrite unused = cluster.node("n1").write(DATA, "old", CANARY);
        cluster.settle();
        cluster.node("n2").replica(DATA).takeSnapshot();
        long index = cluster.node("n2").replica(DATA).applied();
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        cluster.settle();
        String text = untilDone(cluster, () -> admin(cluster, "n1").rewrite()).text();
        assertTrue(text.contains("values in cleartext are still read"), text);
        assertTrue(text.contains("group data: the snapshot at index " + index + " may hold values in cleartext"), text);
        assertFalse(refused(cluster, "n2"));
        assertTrue(refused(cluster, "n3"));
        purge(cluster);
        assertTrue(refused(cluster, "n2"));
        check(cluster);
    }

    @ParameterizedTest
    @EnumSource(SimNode.From.class)
    void rewrite_thenRestartFromWherever_stillRefusesCleartextAndFindsNone(SimNode.From from) {
        SimCluster cluster = withCleartext(Append.INDEX_KNOWN);
        rewrite(cluster);
        cluster.nodes().forEach(SimNode::stop);
        cluster.nodes().forEach(node -> node.start(from));
        cluster.lead("n2").tick(Duration.ofSeconds(2));
        for (SimNode node : cluster.nodes()) {
            assertTrue(refused(cluster, node.name()), node::name);
            assertEquals(CANARY, node.values(DATA).get("old"), node::name);
        }
        check(cluster);
    }

    @Test
    void install_snapshotOfAMemberThatHasNotCounted_mayBringCleartextAgain() {
        SimCluster cluster = withCleartext(Append.INDEX_KNOWN);
        cluster.node("n3").connected(false);
        for (int i = 0; i < 5; i++) {
            assertFalse(admin(cluster, "n1").rewrite().already());
            cluster.tick(Duration.ofSeconds(2));
        }
        assertTrue(refused(cluster, "n1"));
        cluster.node("n3").connected(true);
        cluster.settle().lead("n3");
        installSnapshot(cluster, "n3", "n1");
        assertFalse(refused(cluster, "n1"));
        assertEquals(CANARY, cluster.node("n1").values(DATA).get("old"));
        rewrite(cluster);
        purge(cluster);
        cluster.nodes().forEach(node -> assertTrue(refused(cluster, node.name()), node::name));
        check(cluster);
    }

    @Test
    void install_snapshotOfAMemberThatHasCounted_keepsCleartextRefused() {
        SimCluster cluster = withCleartext(Append.INDEX_KNOWN);
        rewrite(cluster);
        installSnapshot(cluster, "n1", "n3");
        assertTrue(refused(cluster, "n3"));
        check(cluster);
    }

    /** As if the node had crashed with another member's snapshot in its files and before it looked into it. */
    @Test
    void start_withASnapshotOfAMemberThatHasNotCounted_readsCleartextAgain() {
        SimCluster cluster = withCleartext(Append.INDEX_KNOWN);
        SimReplica replica = cluster.node("n2").replica(DATA);
        replica.takeSnapshot();
        GroupSeal group = cluster.node("n2").runtime().group(DATA);
        List<byte[]> notCounted =
                LongStream.range(0, 100).mapToObj(group::exportState).toList();
        rewrite(cluster);
        assertFalse(refused(cluster, "n2"));
        purge(cluster);
        assertTrue(refused(cluster, "n2"));
        SimSnapshot own = replica.snapshot();
        cluster.node("n2").stop();
        replica.exchangeSnapshot(
                new SimSnapshot(own.term(), own.index(), own.values(), notCounted.get((int) own.index())));
        cluster.node("n2").start(SimNode.From.SNAPSHOT);
        cluster.settle();
        assertFalse(refused(cluster, "n2"));
        rewrite(cluster);
        purge(cluster);
        assertTrue(refused(cluster, "n2"));
        check(cluster);
    }
}
