package io.quorumseal.metrics.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quorumseal.core.KekListener;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times each attempt to call a KEK, as {@code quorumseal.kek.calls} with the tags {@code operation} and {@code outcome}:
 * {@code OK}, {@link io.quorumseal.api.KekException.Kind the kind} of the failure, or {@code THREW}. To be given to {@link
 * io.quorumseal.core.Builder#kekListener}, before the node opens. Safe for use by several threads.
 */
public final class KekCallTimer implements KekListener {
    private static final String OK = "OK";

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    private record Series(Operation operation, String outcome) {}

    /**
     * Makes one; the timers of calls that succeed are there from now on.
     *
     * @param registry where the timers are
     * @param tags further tags, such as the node's name; the same names for all nodes in a registry
     */
    public KekCallTimer(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = registry;
        this.tags = Tags.of(tags);
        Arrays.stream(Operation.values()).forEach(operation -> timer(new Series(operation, OK)));
    }

    @Override
    public void on(Call call) {
        timer(new Series(call.operation(), word(call.outcome()))).record(call.took());
    }

    private Timer timer(Series series) {
        return timers.computeIfAbsent(
                series,
                wanted -> Timer.builder("quorumseal.kek.calls")
                        .description("Attempts to call the KEK, and how long the caller waited")
                        .tags(tags)
                        .tag("operation", wanted.operation().name())
                        .tag("outcome", wanted.outcome())
                        .register(registry));
    }

    /** A class's name is no tag: there is no end of them. */
    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return failed.kind().name();
        }
        return outcome instanceof Outcome.Threw ? "THREW" : OK;
    }
}
