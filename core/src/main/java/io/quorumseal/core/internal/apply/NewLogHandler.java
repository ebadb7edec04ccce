package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log that began anew under its old identity. That the entry was committed is the proof: whoever led had all that was
 * ever applied in this log, and knew of higher indexes, or members knew of other entries. So these are another log's.
 *
 * <p>Of the control group's old log each replica may have applied another part. So the entry brings what goes on of it, and from
 * there on replicas are equal. What one of them knew besides, because it was not asked, is over: its DEKs are retired there.
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
        if (!scene.inControl()) {
            return Decision.Change.fresh(next);
        }
        return entry.known().bootstrapped()
                ? goingOnFrom(scene, next, entry.known())
                // The indexes at which keys were wrapped were another log's.
                : Decision.Change.fresh(next.withEachKey(KeyState.Key::wrappedAnywhere));
    }

    private static KeyState.Group begunAnew(Scene scene, KeyState.Group group, NewLog entry) {
        KeyState.Group anew = group.begunAnew(entry.generation(), scene.at().index(), entry.cutOver());
        return scene.inControl()
                ? anew.audited(entry.known().group(scene.control()).audit())
                : anew;
    }

    private static Decision goingOnFrom(Scene scene, KeyState next, KeyState known) {
        KeyState mine = scene.state();
        SortedMap<DekId, KeyState.Key> keys = keys(scene, known);
        SortedSet<DekId> retired = Union.retiredBut(mine, known, keys.keySet());
        KeyState joined =
                new KeyState(known.active(), keys, known.storageCutover(), next.groups(), known.registry(), retired);
        return Decision.Change.fresh(joined)
                .needing(keys.values().stream()
                        .filter(key -> !mine.keys().containsKey(key.dek().id()))
                        .toList())
                .retiring(retired.stream()
                        .filter(dek -> mine.keys().containsKey(dek))
                        .toList())
                .installing(RotateDekHandler.installs(joined, Set.of(Purpose.RAFT)));
    }

    /** In the wrapped form that the entry has; entries of the new log that wrap them anew are later. */
    private static SortedMap<DekId, KeyState.Key> keys(Scene scene, KeyState known) {
        SortedMap<DekId, KeyState.Key> keys = new TreeMap<>();
        known.keys().forEach((id, brought) -> keys.put(id, key(scene, brought)));
        return keys;
    }

    private static KeyState.Key key(Scene scene, KeyState.Key brought) {
        KeyState.@Nullable Key mine = scene.state().keys().get(brought.dek().id());
        return mine == null
                ? new KeyState.Key(
                        brought.purpose(),
                        brought.dek(),
                        brought.cipher(),
                        scene.now(),
                        scene.epoch(brought.purpose()),
                        0)
                : Union.same(mine, brought).wrapped(brought.dek(), 0);
    }
}
