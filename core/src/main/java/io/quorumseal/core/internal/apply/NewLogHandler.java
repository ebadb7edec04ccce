package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A log that began anew under its old identity. That the entry was committed is the proof: whoever led had all that was
 * ever applied in this log, and knew of higher indexes, or members knew of other entries. So these are another log's.
 *
 * <p>Of the control group's old log each replica may have applied another part. So the entry brings all that was known of it
 * together, and from there on replicas are equal.
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
        return scene.inControl() ? together(scene, next, entry.known()) : Decision.Change.fresh(next);
    }

    private static KeyState.Group begunAnew(Scene scene, KeyState.Group group, NewLog entry) {
        KeyState.Group anew = group.begunAnew(entry.generation(), scene.at().index(), entry.cutOver());
        return scene.inControl()
                ? anew.audited(entry.known().group(scene.control()).audit())
                : anew;
    }

    private static Decision together(Scene scene, KeyState next, KeyState known) {
        KeyState mine = scene.state();
        SortedSet<DekId> retired = Union.retired(mine, known, true);
        SortedMap<DekId, KeyState.Key> keys = keys(scene, known);
        keys.keySet().removeAll(retired);
        KeyState joined = new KeyState(
                known.bootstrapped() ? known.active() : mine.active(),
                keys,
                mine.storageCutover().isPresent() ? mine.storageCutover() : known.storageCutover(),
                next.groups(),
                Union.registry(mine, known, retired),
                retired);
        return Decision.Change.fresh(joined)
                .needing(keys.values().stream()
                        .filter(key -> !mine.keys().containsKey(key.dek().id()))
                        .toList())
                .retiring(retired.stream()
                        .filter(dek -> mine.keys().containsKey(dek))
                        .toList())
                .installing(RotateDekHandler.installs(joined, Set.of(Purpose.RAFT)));
    }

    /** All in the wrapped form that the entry has, if it has one; entries of the new log that wrap them anew are later. */
    private static SortedMap<DekId, KeyState.Key> keys(Scene scene, KeyState known) {
        SortedMap<DekId, KeyState.Key> keys = new TreeMap<>(scene.state().keys());
        known.keys()
                .forEach((id, theirs) -> keys.merge(
                        id,
                        new KeyState.Key(
                                theirs.purpose(),
                                theirs.dek(),
                                theirs.cipher(),
                                scene.now(),
                                scene.epoch(theirs.purpose()),
                                0),
                        (mine, brought) -> Union.same(mine, brought).wrapped(brought.dek(), 0)));
        keys.replaceAll((id, key) -> key.wrappedAnywhere());
        return keys;
    }
}
