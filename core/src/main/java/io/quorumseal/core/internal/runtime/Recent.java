package io.quorumseal.core.internal.runtime;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What somebody says, at most a second old, for those who ask for one thing after the other. Safe for use by several threads. */
final class Recent<T> implements Supplier<T> {
    /** How old it may be, in nanoseconds. */
    static final long GOOD_FOR_NANOS = 1_000_000_000;

    private final Supplier<T> source;
    private @Nullable T known;
    private long knownAt;

    Recent(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public synchronized T get() {
        if (known == null || System.nanoTime() - knownAt > GOOD_FOR_NANOS) {
            known = source.get();
            knownAt = System.nanoTime();
        }
        return Objects.requireNonNull(known);
    }
}
