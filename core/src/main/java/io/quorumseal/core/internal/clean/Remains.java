package io.quorumseal.core.internal.clean;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Hindrance;
import io.quorumseal.api.spi.Engine.Kept;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is left to purge of one group, and what in the engine's settings keeps it.
 *
 * @param group the group
 * @param left what is left
 * @param hindrances the settings
 */
record Remains(GroupId group, List<Left> left, List<Hindrance> hindrances) {

    boolean none() {
        return left.isEmpty();
    }

    /** Whether nothing that can be tried here removes any of it. */
    boolean stay() {
        return left.stream().allMatch(one -> one.staysFor(hindrances));
    }

    /** Whether another file to append to may help: entries are left, and no setting keeps them. */
    boolean wantAnotherTerm() {
        return left.stream()
                .filter(one -> one.what().equals(Optional.of(Kept.ENTRIES)))
                .anyMatch(one -> !one.staysFor(hindrances));
    }

    /** What is left, then what keeps it. */
    Stream<String> texts() {
        String kept =
                left.stream().flatMap(one -> one.keptBy(hindrances)).distinct().collect(Collectors.joining("; "));
        Stream<String> texts = left.stream().map(Left::text);
        return kept.isEmpty()
                ? texts
                : Stream.concat(texts, Stream.of("group " + group + ": settings that keep this, or may: " + kept));
    }
}
