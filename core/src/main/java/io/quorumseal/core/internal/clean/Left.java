package io.quorumseal.core.internal.clean;

import io.quorumseal.api.spi.Engine.Hindrance;
import io.quorumseal.api.spi.Engine.Kept;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something of a group that purging has not removed yet.
 *
 * @param what what it is; empty where nothing can be purged at all
 * @param text for people
 */
record Left(Optional<Kept> what, String text) {

    static Stream<Left> of(Kept what, List<String> texts) {
        return texts.stream().map(text -> new Left(Optional.of(what), text));
    }

    /** Whether the engine's settings keep it, whatever is tried. */
    boolean staysFor(List<Hindrance> hindrances) {
        return hindrances.stream()
                .anyMatch(hindrance -> hindrance.surely()
                        && what.filter(hindrance.keeps()::equals).isPresent());
    }

    /** What in the engine's settings keeps it, or may. */
    Stream<String> keptBy(List<Hindrance> hindrances) {
        return hindrances.stream()
                .filter(hindrance -> what.filter(hindrance.keeps()::equals).isPresent())
                .map(Hindrance::text);
    }
}
