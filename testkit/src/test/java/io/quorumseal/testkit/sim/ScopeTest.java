package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore.Stored;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a value is bound to beside its key: the group, table or column family that the vendor names. */
class ScopeTest {
    private static final ByteBuffer KEY = bytes("k");

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }

    private static SimCluster cleartext(int suite) {
        return new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3").suite(suite).start();
    }

    private static SimCluster ofSuite1() {
        return cleartext(DekCipher.FIRST_SUITE).cutOver();
    }

    private static SimCluster ofSuite2() {
        return cleartext(DekCipher.SECOND_SUITE).cutOver();
    }

    /** Keys of suite 1, and nothing is sealed. */
    private static SimCluster bootstrapped() {
        SimCluster cluster = cleartext(DekCipher.FIRST_SUITE);
        assertFalse(admin(cluster, "n1").bootstrap().already());
        return cluster.settle();
    }

    private static QuorumSeal seal(SimCluster cluster) {
        return cluster.node("n1").runtime();
    }

    private static void assertOpens(QuorumSeal seal, String scope, StoredValue stored) {
        assertArrayEquals(
                CANARY.getBytes(StandardCharsets.UTF_8), seal.values(scope).open(KEY, stored));
    }

    private static void assertDoesNotOpen(QuorumSeal seal, String scope, StoredValue stored) {
        assertThrows(
                AuthenticationFailedException.class, () -> seal.values(scope).open(KEY, stored));
    }

    @Test
    void open_valueInAnotherScope_isRefused() {
        QuorumSeal seal = seal(ofSuite2());
        StoredValue stored = seal.values("orders").seal(KEY, bytes(CANARY));
        assertOpens(seal, "orders", stored);
        for (String other : List.of("", "order", "orders2", "Orders", "lines")) {
            assertDoesNotOpen(seal, other, stored);
        }
    }

    /** The length stands before the scope. */
    @Test
    void open_scopeAndKeyDividedElsewhere_isRefused() {
        QuorumSeal seal = seal(ofSuite2());
        StoredValue stored = seal.values("ab").seal(bytes("c"), bytes(CANARY));
        assertThrows(AuthenticationFailedException.class, () -> seal.values("a").open(bytes("bc"), stored));
    }

    @Test
    void values_withoutAScope_areThoseOfTheEmptyOne() {
        QuorumSeal seal = seal(ofSuite2());
        assertOpens(seal, "", seal.values().seal(KEY, bytes(CANARY)));
        assertDoesNotOpen(seal, "orders", seal.values().seal(KEY, bytes(CANARY)));
        assertArrayEquals(seal.values().open(KEY, seal.values("").seal(KEY, bytes("x"))), new byte[] {(byte) 'x'});
    }

    @Test
    void values_longestScope_isBoundToAllOfIt() {
        QuorumSeal seal = seal(ofSuite2());
        String longest = "é".repeat(32_767) + "a";
        StoredValue stored = seal.values(longest).seal(KEY, bytes(CANARY));
        assertOpens(seal, longest, stored);
        assertDoesNotOpen(seal, "é".repeat(32_767) + "b", stored);
    }

    @Test
    void values_scopeThatIsTooLongOrNoText_isRejected() {
        QuorumSeal seal = seal(ofSuite2());
        RejectedException tooLong = rejected(Reason.BAD_REQUEST, () -> seal.values("é".repeat(32_768)));
        assertTrue(String.valueOf(tooLong.getMessage()).contains("at most 65535 bytes in UTF-8, found 65536"));
        RejectedException half = rejected(Reason.BAD_REQUEST, () -> seal.values("orders\uD800"));
        assertTrue(String.valueOf(half.getMessage()).contains("half of a character"), half::getMessage);
    }

    @Test
    void seal_scopeBeforeTheCutover_passesTheValueOn() {
        QuorumSeal seal = seal(bootstrapped());
        StoredValue stored = seal.values("orders").seal(KEY, bytes(CANARY));
        assertFalse(stored.sealed());
        assertOpens(seal, "lines", stored);
    }

    @Test
    void seal_scopeUnderADekOfSuite1_isRejectedAndSaysToRaise() {
        SimCluster cluster = ofSuite1();
        QuorumSeal seal = seal(cluster);
        RejectedException refused =
                rejected(Reason.BAD_REQUEST, () -> seal.values("orders").seal(KEY, bytes(CANARY)));
        assertTrue(String.valueOf(refused.getMessage()).contains("\"orders\""), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains("raise storage"), refused::getMessage);
        assertFalse(admin(cluster, "n1").raise(Purpose.STORAGE).already());
        assertOpens(seal, "orders", seal.values("orders").seal(KEY, bytes(CANARY)));
    }

    /** It is bound to its key only, so that it can be brought under a scope at all. */
    @Test
    void open_valueOfSuite1_opensInEveryScopeUntilItsDekIsRetired() {
        SimCluster cluster = ofSuite1();
        QuorumSeal seal = seal(cluster);
        StoredValue old = seal.values().seal(KEY, bytes(CANARY));
        assertOpens(seal, "orders", old);
        assertFalse(admin(cluster, "n1").raise(Purpose.STORAGE).already());
        assertOpens(seal, "orders", old);
        assertOpens(seal, "", old);
        assertThrows(
                AuthenticationFailedException.class, () -> seal.values("orders").open(bytes("other"), old));
    }

    private static DekId active(SimCluster cluster) {
        return seal(cluster).status().keys().activeDek(Purpose.STORAGE).orElseThrow();
    }

    private static void rewrite(SimCluster cluster) {
        untilDone(cluster, () -> admin(cluster, "n1").rewrite());
    }

    /** Each node tells the scope of each value, and the values of both groups stand under the same keys but for that. */
    private static void assertAllInTheirScope(SimCluster cluster) {
        for (SimNode node : cluster.nodes()) {
            List<Stored> stored = new SimStore(node).values().toList();
            assertEquals(
                    Map.of(CONTROL, true, DATA, true),
                    Map.of(
                            CONTROL,
                            opensInItsOwnOnly(node, stored, CONTROL, DATA),
                            DATA,
                            opensInItsOwnOnly(node, stored, DATA, CONTROL)));
        }
    }

    private static boolean opensInItsOwnOnly(SimNode node, List<Stored> all, String scope, String other) {
        List<Stored> own = all.stream().filter(one -> one.scope().equals(scope)).toList();
        assertEquals(1, own.size());
        ByteBuffer key = ByteBuffer.wrap(own.get(0).storageKey());
        StoredValue value = own.get(0).value();
        assertThrows(
                AuthenticationFailedException.class,
                () -> node.runtime().values(other).open(key, value));
        assertThrows(
                AuthenticationFailedException.class,
                () -> node.runtime().values().open(key, value));
        return node.runtime().values(scope).open(key, value).length > 0;
    }

    @Test
    void rewrite_afterARotation_sealsEachValueUnderItsOwnScope() {
        SimCluster cluster = ofSuite2().scoped();
        SimWrite data = cluster.node("n1").write(DATA, "k", CANARY);
        SimWrite control = cluster.node("n1").write(CONTROL, "k", CANARY);
        cluster.settle();
        DekId old = active(cluster);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        rewrite(cluster);
        assertAllUnderTheActive(cluster);
        assertAllInTheirScope(cluster);
        untilDone(cluster, () -> admin(cluster, "n1").purge());
        assertFalse(admin(cluster, "n1").retire(old).already());
        check(cluster, data, control);
    }

    private static void assertAllUnderTheActive(SimCluster cluster) {
        for (SimNode node : cluster.nodes()) {
            Status.Values counted = node.runtime().status().storage().values().orElseThrow();
            assertEquals(Set.of(active(cluster)), counted.sealed().keySet(), counted::text);
            assertEquals(0, counted.unreadable().values(), counted::text);
        }
    }

    /** The store begins to tell scopes once the cluster is raised. */
    @Test
    void rewrite_valuesOfSuite1AndInCleartext_areBroughtUnderTheScopeThatTheStoreTells() {
        SimCluster cluster = bootstrapped();
        SimWrite cleartext = cluster.node("n1").write(CONTROL, "k", CANARY);
        cluster.settle();
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        SimWrite counted = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        assertFalse(admin(cluster, "n1").raise(Purpose.STORAGE).already());
        cluster.settle().scoped();
        cluster.nodes().forEach(node -> assertEquals(Map.of("k", CANARY), node.values(DATA)));
        rewrite(cluster);
        assertAllUnderTheActive(cluster);
        assertAllInTheirScope(cluster);
        assertTrue(cleartext.committed() && counted.committed());
    }

    @Test
    void rewrite_scopesUnderADekOfSuite1_failsAndSaysToRaise() {
        SimCluster cluster = ofSuite1();
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle().scoped();
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        assertFalse(admin(cluster, "n1").rewrite().already());
        cluster.settle();
        String text = admin(cluster, "n1").rewrite().text();
        assertTrue(text.contains("raise storage"), text);
        cluster.nodes().forEach(node -> assertEquals(Map.of("k", CANARY), node.values(DATA)));
        assertTrue(write.committed());
    }
}
