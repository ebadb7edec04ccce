package io.quorumseal.core.internal.clean;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.spi.Engine.Leadership.Leading;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.clean.Needing.Need;
import io.quorumseal.core.internal.member.RetiredDeks;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.sidecar.KeptDeks;
import io.quorumseal.core.internal.work.Stalls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The retired DEKs of this node. Every one that was live here is kept at first; this looks whether something still needs
 * it, and destroys it, durably first, once nothing does. Usually that is at once: all members were asked before. Where
 * something was missed, the node goes on reading, and does not give to others what they could not read.
 *
 * <p>Looking goes through logs, so it is done in the background, when something may have changed: after an encryption
 * entry, an import or a start, and whenever purging or rewriting is asked about.
 */
final class Kept implements RetiredDeks {
    /**
     * In how many terms of an opening a group is given up. If all members keep a DEK, as after a power failure that hit
     * them all between asking and retiring, somebody has to lead so that it can be rewritten and purged.
     */
    private static final int MOST_GIVEN_UP = 3;

    private static final Need NOT_LOOKED = new Need(group -> true, "what needs it was not looked at yet");

    private final Node node;
    private final Needing needing;
    private final Fences fences;
    private final AtomicBoolean due = new AtomicBoolean();
    private final Map<DekId, List<Need>> needs = new ConcurrentHashMap<>();
    private final Map<GroupId, GivenUp> givenUp = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    private boolean closed;

    /** How often this node has given up a group, and the latest term of those. */
    private record GivenUp(long term, int times) {
        GivenUp in(long now) {
            return now == term ? this : new GivenUp(now, times + 1);
        }
    }

    /** Of what an earlier opening kept, nothing is known until it was looked at. */
    Kept(Node node, Needing needing, Fences fences) {
        this.node = node;
        this.needing = needing;
        this.fences = fences;
        kept().keySet().forEach(dek -> needs.put(dek, List.of(NOT_LOOKED)));
    }

    private SortedMap<DekId, KeyState.Key> kept() {
        return node.keeper().current().local().kept();
    }

    /** Why a DEK is kept, as far as was looked. */
    List<String> knownNeeds(DekId dek) {
        return needsOf(dek).stream().map(Need::text).toList();
    }

    private List<Need> needsOf(DekId dek) {
        return needs.getOrDefault(dek, List.of());
    }

    private static String text(List<Need> all) {
        return all.stream().map(Need::text).collect(Collectors.joining("; "));
    }

    @Override
    public Optional<String> givesUp(GroupId group, long term) {
        return concerning(group).filter(why -> {
            GivenUp now = givenUp.merge(group, new GivenUp(term, 1), (before, first) -> before.in(term));
            return now.times() <= MOST_GIVEN_UP;
        });
    }

    private Optional<String> concerning(GroupId group) {
        return kept().keySet().stream()
                .filter(dek -> needsOf(dek).stream().anyMatch(need -> need.concerns(group)))
                .findFirst()
                .map(dek -> "retired DEK " + dek + " is kept on this node alone: " + text(needsOf(dek)));
    }

    @Override
    public Optional<String> inValues() {
        return kept().values().stream()
                .filter(key -> key.purpose() == Purpose.STORAGE)
                .map(key -> key.dek().id())
                .filter(dek -> !needing.inValues(dek).isEmpty())
                .findFirst()
                .map(dek -> "DEK " + dek + " was retired, and " + String.join("; ", needing.inValues(dek))
                        + ": nobody else could open such values. Rewrite and purge until this node keeps it no more");
    }

    @Override
    public void look() {
        if (!kept().isEmpty() && due.compareAndSet(false, true)) {
            node.background().run(this::lookNow);
        }
    }

    private synchronized void lookNow() {
        due.set(false);
        try {
            kept().values().forEach(this::look);
            stepDown();
        } catch (RuntimeException e) {
            node.config().tell(Event.TROUBLE, "retired DEKs stay on this node: " + e.getMessage());
        }
    }

    private void look(KeyState.Key key) {
        DekId dek = key.dek().id();
        List<Need> found = needing.ofRetired(key);
        if (found.isEmpty()) {
            destroy(dek);
        } else {
            @Nullable List<Need> before = needs.put(dek, found);
            if (before == null || before.contains(NOT_LOOKED)) {
                node.config().tell(Event.DEK_KEPT, "DEK " + dek + " was retired and is kept: " + text(found));
            }
        }
    }

    private void destroy(DekId dek) {
        update(sidecar -> KeptDeks.without(sidecar, dek));
        node.keyring().remove(dek);
        if (needs.remove(dek) != null) {
            node.config().tell(Event.DEK_DESTROYED, "retired DEK " + dek + " is not needed any more");
        }
    }

    private void stepDown() {
        for (GroupId group : fences.ids()) {
            if (node.config().engine().leadership(group) instanceof Leading leading) {
                givesUp(group, leading.term())
                        .ifPresent(why -> node.config().engine().stepDown(group, why));
            }
        }
    }

    @Override
    public void rewrap() {
        kept().values().forEach(key -> {
            KeyState.Key renewed = key.wrapped(node.deskOrRefuse().rewrap(key), key.wrapIndex());
            update(sidecar -> KeptDeks.changed(sidecar, known -> known.equals(key) ? renewed : known));
        });
    }

    private void update(UnaryOperator<Sidecar> change) {
        synchronized (writing) {
            if (closed) {
                throw Stalls.closedError();
            }
            var unused = node.keeper().update(change);
        }
    }

    /** Writes nothing more; waits for what is being written. */
    void close() {
        synchronized (writing) {
            closed = true;
        }
    }
}
