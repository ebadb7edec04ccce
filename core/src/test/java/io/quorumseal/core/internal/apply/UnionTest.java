package io.quorumseal.core.internal.apply;

import static io.quorumseal.core.internal.apply.Replica.NEXT;
import static io.quorumseal.core.internal.apply.Replica.NODE;
import static io.quorumseal.core.internal.apply.Replica.RAFT;
import static io.quorumseal.core.internal.apply.Replica.STORAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UnionTest {
    private static final NodeId OTHER = new NodeId(0x20002);

    private static Row row(DekId dek, NodeId node) {
        return new Row(dek, node.low16());
    }

    private static Writer writer(NodeId node, int first, int last) {
        return new Writer(node, new LocalEpoch(first), new LocalEpoch(last));
    }

    private static KeyState with(DekId dek, Writer... writers) {
        KeyState state = KeyState.EMPTY;
        for (Writer writer : writers) {
            state = state.withWriter(row(dek, writer.node()), writer);
        }
        return state;
    }

    private static void assertMerged(Writer expected, Writer one, Writer other) {
        for (List<Writer> pair : List.of(List.of(one, other), List.of(other, one))) {
            assertEquals(
                    Map.of(row(RAFT, NODE), expected),
                    Union.registry(with(RAFT, pair.get(0)), with(RAFT, pair.get(1)), new TreeSet<>()));
        }
    }

    @Test
    void registry_rowsOfEither_areAllThere() {
        assertEquals(
                Map.of(row(RAFT, NODE), writer(NODE, 1, 2), row(RAFT, OTHER), writer(OTHER, 3, 4)),
                Union.registry(with(RAFT, writer(NODE, 1, 2)), with(RAFT, writer(OTHER, 3, 4)), new TreeSet<>()));
    }

    @Test
    void registry_oneRowInBoth_goesFromTheFirstOpeningToTheLast() {
        assertMerged(writer(NODE, 1, 6), writer(NODE, 1, 4), writer(NODE, 2, 6));
        assertMerged(writer(NODE, 1, 6), writer(NODE, 1, 6), writer(NODE, 2, 4));
        assertMerged(writer(NODE, 3, 5), writer(NODE, 3, 5), writer(NODE, 3, 5));
    }

    @Test
    void registry_rowsUnderRetiredDeks_areGone() {
        KeyState both = with(RAFT, writer(NODE, 1, 2)).withWriter(row(NEXT, NODE), writer(NODE, 1, 2));
        assertEquals(
                Set.of(row(NEXT, NODE)),
                Union.registry(both, both, new TreeSet<>(Set.of(RAFT))).keySet());
    }

    @Test
    void retiredBut_logThatGoesOn_endsWhatIsNotLiveThere() {
        KeyState mine = Replica.bootstrapped().state();
        KeyState theirs = KeyState.EMPTY.withRetired(NEXT);
        assertEquals(Set.of(RAFT, NEXT), Union.retiredBut(mine, theirs, Set.of(STORAGE)));
        assertEquals(Set.of(RAFT, NEXT), Union.retiredBut(mine.withRetired(NEXT), KeyState.EMPTY, Set.of(STORAGE)));
    }

    @Test
    void retiredBut_liveInTheLogThatGoesOn_isNotRetired() {
        KeyState mine = KeyState.EMPTY.withRetired(RAFT);
        assertEquals(Set.of(), Union.retiredBut(mine, KeyState.EMPTY, Set.of(RAFT)));
    }
}
