package io.quorumseal.core.internal.change;

import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.core.internal.change.Serving.Asker;
import io.quorumseal.core.internal.work.Latest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The openings that this leader was told of, but for the first, which an empty directory has, too, and the last, after which
 * no other comes. Where nonces are counted a number that comes again is refused; where they are not,
 * it does no harm, but it tells that a disk was rolled back or copied. It is a memory, and no more: another leader begins
 * with none.
 */
final class Twins {
    /**
     * What is known of a node.
     *
     * @param furthest who asked with the highest number
     * @param told the process that was told of last
     */
    private record Heard(Asker furthest, long told) {}

    private final Latest<NodeId, Heard> heard = new Latest<>(Serving.MOST_REMEMBERED);

    /** Remembers who asks; tells whom it meets if another process of the node was as far, or further, and that was not told. */
    synchronized Optional<Asker> met(Asker asker) {
        @Nullable Heard known = heard.get(asker.node());
        Heard before = known == null ? new Heard(asker, asker.life()) : known;
        Asker furthest = before.furthest();
        boolean further = asker.opening().compareTo(furthest.opening()) > 0;
        boolean comesAgain =
                !further && asker.opening().value() > 1 && asker.opening().value() < LocalEpoch.MAX;
        boolean news = comesAgain && asker.life() != furthest.life() && asker.life() != before.told();
        heard.put(asker.node(), new Heard(further ? asker : furthest, news ? asker.life() : before.told()));
        return news ? Optional.of(furthest) : Optional.empty();
    }
}
