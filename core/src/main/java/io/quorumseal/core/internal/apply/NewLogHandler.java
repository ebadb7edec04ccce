package io.quorumseal.core.internal.apply;

import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.KeyState;

/**
 * A log that began anew under its old identity. That the entry was committed is the proof: whoever led had all that was
 * ever applied in this log, and knew of higher indexes. So these are another log's.
 */
final class NewLogHandler implements Handler<NewLog> {
    @Override
    public Decision decide(Scene scene, NewLog entry) {
        if (entry.generation() < 1) {
            throw Handler.malformed(scene.at(), "a log that began anew is at least the first that did");
        }
        if (entry.generation() <= scene.group().generation()) {
            return Decision.Change.already(scene.withApplied(scene.state()));
        }
        KeyState next = scene.state().withGroup(scene.at().group(), group -> begunAnew(scene, group, entry));
        return Decision.Change.fresh(scene.inControl() ? withoutHigherWraps(scene, next) : next);
    }

    private static KeyState.Group begunAnew(Scene scene, KeyState.Group group, NewLog entry) {
        return group.begunAnew(entry.generation(), scene.at().index(), entry.cutOver());
    }

    /** Entries of the new log that wrap keys anew are not older than what the old one did. */
    private static KeyState withoutHigherWraps(Scene scene, KeyState state) {
        KeyState next = state;
        for (KeyState.Key key : state.keys().values()) {
            if (key.wrapIndex() > scene.at().index()) {
                next = next.withKey(key.wrappedAnywhere());
            }
        }
        return next;
    }
}
