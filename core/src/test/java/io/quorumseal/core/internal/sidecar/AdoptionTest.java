package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.internal.sidecar.SidecarMac.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdoptionTest {
    private static final KeyState CUT_OVER = KeyState.EMPTY.withStorageCutover(5);

    @Test
    void needed_fileWithoutMac_onlyIfItHoldsSomething() {
        NodeId node = new NodeId(9);
        assertFalse(Adoption.needed(KeyState.EMPTY, Verdict.ABSENT));
        assertFalse(Adoption.needed(indexesOnly(), Verdict.ABSENT));
        assertTrue(
                Adoption.needed(KeyState.EMPTY.withKey(Samples.key(Purpose.RAFT, Samples.RAFT, 1, 1)), Verdict.ABSENT));
        assertTrue(Adoption.needed(CUT_OVER, Verdict.ABSENT));
        assertTrue(
                Adoption.needed(indexesOnly().withGroup(Samples.SHARD, group -> group.cutOverAt(3)), Verdict.ABSENT));
        assertTrue(Adoption.needed(KeyState.EMPTY.withRetired(DekId.of(1)), Verdict.ABSENT));
        assertTrue(Adoption.needed(
                KeyState.EMPTY.withWriter(new Row(DekId.of(1), 9), new Writer(node, LocalEpoch.ZERO, LocalEpoch.ZERO)),
                Verdict.ABSENT));
    }

    private static KeyState indexesOnly() {
        return KeyState.EMPTY.withGroup(Samples.SHARD, group -> group.appliedThrough(7));
    }

    @Test
    void needed_fileWithMac_never() {
        assertFalse(Adoption.needed(Samples.state(), Verdict.VALID));
        assertFalse(Adoption.needed(Samples.state(), Verdict.INVALID));
    }

    @Test
    void believed_fileThatHasAMacOrHasToBeAdopted_isAllOfIt() {
        Sidecar indexes = Samples.full().with(indexesOnly());
        assertSame(indexes, Adoption.believed(indexes, Verdict.VALID));
        assertSame(indexes, Adoption.believed(indexes, Verdict.INVALID));
        Sidecar full = Samples.full();
        assertSame(full, Adoption.believed(full, Verdict.VALID));
        assertSame(full, Adoption.believed(full, Verdict.ABSENT));
    }

    @Test
    void believed_fileWithoutKeysAndMac_isOnlyWhoseItIsAndWhetherItJoins() {
        Sidecar indexes = Samples.full().with(indexesOnly());
        Sidecar.Local known = Samples.LOCAL;
        Sidecar.Local identity =
                new Sidecar.Local(known.cluster(), known.node(), known.opening(), Optional.empty()).withJoining(true);
        assertEquals(
                new Sidecar(KeyState.EMPTY, identity, indexes.unknown()), Adoption.believed(indexes, Verdict.ABSENT));
    }

    @Test
    void check_snapshotKnowsNoMore_isAccepted() {
        Adoption.check(Samples.state(), Optional.empty());
        Adoption.check(Samples.state(), Optional.of(KeyState.EMPTY));
        Adoption.check(Samples.state(), Optional.of(Samples.state()));
        Adoption.check(KeyState.EMPTY, Optional.of(indexesOnly()));
    }

    @Test
    void check_storageCutoverMissingOrElsewhere_isRefused() {
        assertRefused(KeyState.EMPTY, CUT_OVER);
        assertRefused(KeyState.EMPTY.withStorageCutover(4), CUT_OVER);
    }

    @Test
    void check_storageCutoverWithoutIndex_isAccepted() {
        Adoption.check(KeyState.EMPTY.withStorageCutover(0), Optional.of(CUT_OVER));
    }

    @Test
    void check_raftCutoverMissingOrElsewhere_isRefused() {
        KeyState known = KeyState.EMPTY.withGroup(new GroupId("g"), group -> group.cutOverAt(8));
        assertRefused(KeyState.EMPTY, known);
        assertRefused(KeyState.EMPTY.withGroup(new GroupId("g"), group -> group.cutOverAt(9)), known);
        assertRefused(KeyState.EMPTY.withGroup(new GroupId("h"), group -> group.cutOverAt(8)), known);
    }

    @Test
    void check_cutoverInAnotherLog_mustBeRemembered() {
        KeyState remembered = KeyState.EMPTY.withGroup(
                Samples.SHARD, group -> group.in("a").cutOverAt(8).in("b"));
        KeyState cutOverInOldLog =
                KeyState.EMPTY.withGroup(Samples.SHARD, group -> group.in("a").cutOverAt(8));
        Adoption.check(remembered, Optional.of(remembered));
        Adoption.check(remembered, Optional.of(cutOverInOldLog));
        Adoption.check(cutOverInOldLog, Optional.of(remembered));
        assertRefused(KeyState.EMPTY, remembered);
        assertRefused(KeyState.EMPTY.withGroup(Samples.SHARD, group -> group.in("b")), cutOverInOldLog);
    }

    @Test
    void needed_cutoverInAnotherLog_isSomething() {
        KeyState remembered = KeyState.EMPTY.withGroup(
                Samples.SHARD, group -> group.in("a").cutOverAt(8).in("b"));
        assertTrue(Adoption.needed(remembered, Verdict.ABSENT));
    }

    private static void assertRefused(KeyState file, KeyState snapshot) {
        StartupRefusedException error =
                assertThrows(StartupRefusedException.class, () -> Adoption.check(file, Optional.of(snapshot)));
        assertEquals(Refusal.SIDECAR_NOT_ADOPTED, error.refusal());
    }
}
