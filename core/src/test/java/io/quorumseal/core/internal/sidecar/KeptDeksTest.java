package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What becomes of a node's own part of the sidecar when key state changes. */
class KeptDeksTest {
    private static final Sidecar BEFORE = Samples.full();

    private static KeyState state(OptionalLong cutover, Map<DekId, KeyState.Key> keys) {
        KeyState known = BEFORE.state();
        TreeSet<DekId> retired = new TreeSet<>(known.retired());
        retired.addAll(known.keys().keySet());
        retired.removeAll(keys.keySet());
        return new KeyState(known.active(), new TreeMap<>(keys), cutover, known.groups(), known.registry(), retired);
    }

    private static Map<DekId, KeyState.Key> keys() {
        return new TreeMap<>(BEFORE.state().keys());
    }

    @Test
    void with_stateThatIsCutOver_goesOnRefusingCleartext() {
        assertTrue(
                KeptDeks.with(BEFORE, state(OptionalLong.of(7), keys())).local().cleartextRefused());
    }

    /** A later log in which nobody knew of the cutover: what is written there in cleartext has to be read again. */
    @Test
    void with_stateThatIsNotCutOverAnyMore_passesCleartext() {
        assertFalse(KeptDeks.with(BEFORE, state(OptionalLong.empty(), keys()))
                .local()
                .cleartextRefused());
    }

    @Test
    void without_oneOfTwo_leavesTheOtherAndTheRest() {
        Map<DekId, KeyState.Key> fewer = keys();
        fewer.remove(Samples.OLD_RAFT);
        Sidecar two = KeptDeks.with(BEFORE, state(OptionalLong.of(7), fewer));
        assertEquals(Set.of(DekId.of(5), Samples.OLD_RAFT), two.local().kept().keySet());
        Sidecar one = KeptDeks.without(two, DekId.of(5));
        assertEquals(Set.of(Samples.OLD_RAFT), one.local().kept().keySet());
        assertEquals(two.state(), one.state());
        assertEquals(two.local(), one.local().withKept(two.local().kept()));
    }

    @Test
    void changed_wrappedAnew_changesEachThatIsKeptAndNothingElse() {
        WrappedDek anew = new WrappedDek(DekId.of(5), new byte[] {9, 9});
        KeyState.Key before = Samples.key(Purpose.STORAGE, DekId.of(5), 9, 0);
        Sidecar changed = KeptDeks.changed(BEFORE, key -> key.wrapped(anew, 0));
        assertEquals(
                Map.of(DekId.of(5), before.wrapped(anew, 0)), changed.local().kept());
        assertEquals(BEFORE, changed.with(BEFORE.local()));
    }

    @Test
    void with_dekRetiredAndLiveAgain_isKeptAndKeptNoMore() {
        Map<DekId, KeyState.Key> fewer = keys();
        fewer.remove(Samples.OLD_RAFT);
        Sidecar retired = KeptDeks.with(BEFORE, state(OptionalLong.of(7), fewer));
        assertTrue(retired.local().kept().containsKey(Samples.OLD_RAFT));
        Sidecar again = KeptDeks.with(retired, state(OptionalLong.of(7), keys()));
        assertFalse(again.local().kept().containsKey(Samples.OLD_RAFT));
    }
}
