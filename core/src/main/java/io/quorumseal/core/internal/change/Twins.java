package io.quorumseal.core.internal.change;

import io.quorumseal.api.NodeId;
import io.quorumseal.core.internal.change.Serving.Asker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The openings that this leader was told of. Where nonces are counted a number that comes again is refused; where they are not,
 * it does no harm, but it tells that a disk was rolled back or copied. It is a memory, and no more: another leader begins
 * with none.
 */
final class Twins {
    /** Nodes that are remembered. */
    static final int MOST_REMEMBERED = 4_096;

    /**
     * What is known of a node.
     *
     * @param furthest who asked with the highest number
     * @param told the process that was told of last
     */
    private record Heard(Asker furthest, long told) {}

    private final Map<NodeId, Heard> heard = new LinkedHashMap<>();

    /** Remembers who asks; tells whom it meets if another process of the node was as far, or further, and that was not told. */
    synchronized Optional<Asker> met(Asker asker) {
        Heard before = heard.getOrDefault(asker.node(), new Heard(asker, asker.life()));
        Asker furthest = before.furthest();
        boolean further = asker.opening().compareTo(furthest.opening()) > 0;
        boolean news = !further && asker.life() != furthest.life() && asker.life() != before.told();
        remember(new Heard(further ? asker : furthest, news ? asker.life() : before.told()));
        return news ? Optional.of(furthest) : Optional.empty();
    }

    private void remember(Heard next) {
        NodeId node = next.furthest().node();
        heard.remove(node);
        heard.put(node, next);
        if (heard.size() > MOST_REMEMBERED) {
            heard.remove(heard.keySet().iterator().next());
        }
    }
}
