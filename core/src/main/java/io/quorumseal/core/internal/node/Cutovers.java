package io.quorumseal.core.internal.node;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.internal.apply.KeyApplier;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.core.internal.sidecar.SidecarKeeper;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which cutovers this node has met in the log of their group: it applied the marker there, or took over a snapshot of the
 * group. Others are known from elsewhere, and may be those of another log under the same identity, which was gone when this
 * one began. Going through the log tells: the marker comes where the cutover is said to be, or the log is another one.
 *
 * @param keeper what was not met is durable, since what was gone through may not come again
 */
public record Cutovers(SidecarKeeper keeper, KeyApplier applier) {

    /** Whether a group's cutover is known, and was not met. */
    public boolean isUnmet(GroupId group) {
        SortedSet<GroupId> unmet = keeper.current().local().unmet();
        return !unmet.isEmpty() && unmet.contains(group) && cutover(group) > 0;
    }

    /** 0 if none is known. */
    private long cutover(GroupId group) {
        return keeper.current().state().group(group).cutover().orElse(0);
    }

    /** Somebody tells of a group's cutover. */
    public void heard(GroupId group) {
        update(unmet -> unmet.add(group));
    }

    /** A group's marker was applied, or a snapshot of the group taken over. */
    public void met(GroupId group) {
        update(unmet -> unmet.remove(group));
    }

    /**
     * Tells whether a group's log here does not show a cutover that somebody tells of: it has not got there, or something
     * else stands there, be it an entry of the engine's own. Where a snapshot has taken its place, that tells. Where the log
     * cannot be read now, nothing is seen.
     */
    public boolean isUnseen(Engine engine, GroupId group, long cutover) {
        try {
            boolean gotThere = engine.hosted(group)
                    .filter(hosted -> hosted.lastIndex() >= cutover)
                    .isPresent();
            return !gotThere || hasSomethingElse(engine.holding(group), group, cutover);
        } catch (RuntimeException unreadable) {
            return true;
        }
    }

    private static boolean hasSomethingElse(Engine.Holding holding, GroupId group, long cutover) {
        List<Engine.SnapshotKeyState> covering = holding.snapshots().stream()
                .filter(snapshot -> snapshot.index() >= cutover)
                .toList();
        return covering.isEmpty()
                ? !hasMarkerAt(holding.entries(), cutover)
                : covering.stream().noneMatch(snapshot -> tellsOf(snapshot, group, cutover));
    }

    private static boolean tellsOf(Engine.SnapshotKeyState snapshot, GroupId group, long cutover) {
        if (!snapshot.hasState()) {
            return false;
        }
        KeyState state = KeyStateCodec.read(ByteBuffer.wrap(snapshot.state()));
        return state.group(group).cutover().equals(OptionalLong.of(cutover));
    }

    /** Tells whether a group's marker is among the payloads of its log, at the index of its cutover. */
    public static boolean hasMarkerAt(Iterable<Engine.Logged> log, long cutover) {
        for (Engine.Logged logged : log) {
            if (logged.index() >= cutover) {
                return logged.index() == cutover && isMarker(ByteBuffer.wrap(logged.payload()));
            }
        }
        return false;
    }

    private static boolean isMarker(ByteBuffer payload) {
        try {
            return EntryFrame.isOurs(payload)
                    && EntryFrame.unframe(payload).marker().isPresent();
        } catch (MalformedException other) {
            return false;
        }
    }

    /**
     * A payload or an entry of a group comes out of its log. Before the cutover the marker is still to come, in this log,
     * if it has one; behind it, without having met it, the cutover is another log's, unless it was told of while the log could
     * not be read, and is there.
     */
    public void passing(Engine engine, GroupId group, long index) {
        long cutover = cutover(group);
        if (cutover > index) {
            if (!isUnmet(group)) {
                heard(group);
            }
        } else if (cutover > 0 && cutover < index && isUnmet(group)) {
            if (isUnseen(engine, group, cutover)) {
                isAnothers(group, index);
            } else {
                met(group);
            }
        }
    }

    /** What came out of a group's log where the cutover is said to be is no marker. */
    public void isNoMarker(GroupId group, long index) {
        if (cutover(group) == index) {
            isAnothers(group, index);
        }
    }

    private void isAnothers(GroupId group, long index) {
        applier.change(state -> state.withGroup(group, known -> known.withoutCutover(index - 1)));
        met(group);
    }

    private void update(Consumer<SortedSet<GroupId>> change) {
        SortedSet<GroupId> before = keeper.current().local().unmet();
        SortedSet<GroupId> after = new TreeSet<>(before);
        change.accept(after);
        if (!after.equals(before)) {
            keeper.update(sidecar -> {
                SortedSet<GroupId> next = new TreeSet<>(sidecar.local().unmet());
                change.accept(next);
                return sidecar.with(sidecar.local().withUnmet(next));
            });
        }
    }
}
