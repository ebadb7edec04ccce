package io.quorumseal.core.internal.runtime;

import io.quorumseal.core.Status;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a node says, at most a second old, for those who ask for one thing after the other. Safe for use by several threads. */
final class Recent implements Supplier<Status> {
    /** How old it may be, in nanoseconds. */
    static final long GOOD_FOR_NANOS = 1_000_000_000;

    private final Supplier<Status> source;
    private @Nullable Status known;
    private long knownAt;

    Recent(Supplier<Status> source) {
        this.source = source;
    }

    @Override
    public synchronized Status get() {
        if (known == null || System.nanoTime() - knownAt > GOOD_FOR_NANOS) {
            known = source.get();
            knownAt = System.nanoTime();
        }
        return Objects.requireNonNull(known);
    }
}
