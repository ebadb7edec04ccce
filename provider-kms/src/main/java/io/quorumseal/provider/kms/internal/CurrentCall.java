package io.quorumseal.provider.kms.internal;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How much time the call that this thread is making has left. The SDK does not say for which call it opens a
 * connection or waits before a retry; it does both on the thread that made the call.
 */
final class CurrentCall {
    private static final Duration WITHOUT = Duration.ofMinutes(1);

    @SuppressWarnings("ThreadLocalUsage") // One for each KEK, set during a call only.
    private final ThreadLocal<Deadline> deadline = new ThreadLocal<>();

    <R> R within(Deadline limit, Supplier<R> call) {
        deadline.set(limit);
        try {
            return call.get();
        } finally {
            deadline.remove();
        }
    }

    Duration left() {
        Deadline limit = deadline.get();
        return limit == null ? WITHOUT : limit.left();
    }
}
