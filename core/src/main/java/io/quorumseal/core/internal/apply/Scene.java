package io.quorumseal.core.internal.apply;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * All that deciding about an entry depends on, besides the entry.
 *
 * @param state the key state before it
 * @param control the control group
 * @param at where the entry stands
 * @param now what new keys are dated with
 * @param epochs this process's opening number, as recorded for new keys of each purpose
 */
record Scene(KeyState state, GroupId control, LogPosition at, Instant now, Map<Purpose, LocalEpoch> epochs) {

    LocalEpoch epoch(Purpose purpose) {
        return Objects.requireNonNull(epochs.get(purpose));
    }

    boolean inControl() {
        return at.group().equals(control);
    }

    KeyState.Group group() {
        return state.group(at.group());
    }

    /** Whether everything but registrations at this position was applied before. */
    boolean replayed() {
        return at.index() <= group().applied();
    }

    KeyState withApplied(KeyState next) {
        return next.withGroup(at.group(), group -> group.appliedThrough(at.index()));
    }

    KeyState withAppliedAndRegistered(KeyState next) {
        return next.withGroup(
                at.group(), group -> group.appliedThrough(at.index()).registeredThrough(at.index()));
    }
}
