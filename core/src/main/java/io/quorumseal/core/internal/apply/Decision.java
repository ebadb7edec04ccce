package io.quorumseal.core.internal.apply;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import java.util.List;
import java.util.Set;

/** What applying an entry comes to, before anything is done about it. */
sealed interface Decision {

    /**
     * The entry can be applied.
     *
     * @param next the key state after it
     * @param outcome which branch it takes
     * @param keys the DEKs that have to unwrap before {@code next} may hold
     * @param retired the DEKs that only open once {@code next} holds
     * @param installs the groups whose wrap to install once {@code next} holds
     */
    record Change(KeyState next, Outcome outcome, List<KeyState.Key> keys, List<DekId> retired, Set<GroupId> installs)
            implements Decision {

        static Change fresh(KeyState next) {
            return new Change(next, Outcome.FRESH, List.of(), List.of(), Set.of());
        }

        static Change already(KeyState next) {
            return new Change(next, Outcome.ALREADY, List.of(), List.of(), Set.of());
        }

        static Change stale(KeyState next) {
            return new Change(next, Outcome.STALE, List.of(), List.of(), Set.of());
        }

        Change needing(List<KeyState.Key> wanted) {
            return new Change(next, outcome, wanted, retired, installs);
        }

        Change retiring(List<DekId> deks) {
            return new Change(next, outcome, keys, deks, installs);
        }

        Change leadingTo(KeyState state) {
            return new Change(state, outcome, keys, retired, installs);
        }

        Change installing(Set<GroupId> groups) {
            return new Change(next, outcome, keys, retired, groups);
        }
    }

    /**
     * The entry has to wait for the control group.
     *
     * @param why one line for people
     */
    record Wait(String why) implements Decision {}
}
