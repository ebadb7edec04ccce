package io.quorumseal.core.internal.start;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.SealListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the vendor's listener, or the system's logger if there is none. What a listener throws ends with the telling. */
record Telling(Optional<SealListener> vendors) implements SealListener {
    private static final System.Logger LOGGER = System.getLogger("io.quorumseal");

    static SealListener to(@Nullable SealListener listener) {
        return new Telling(Optional.ofNullable(listener));
    }

    @Override
    public void on(Event event, GroupId group, String text) {
        if (vendors.isEmpty()) {
            LOGGER.log(level(event.severity()), event + " in group " + group + ": " + text);
            return;
        }
        try {
            vendors.get().on(event, group, text);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the listener failed at " + event + " in group " + group + " (" + text + ")",
                    e);
        }
    }

    private static System.Logger.Level level(SealListener.Severity severity) {
        return switch (severity) {
            case INFO -> System.Logger.Level.INFO;
            case WARNING -> System.Logger.Level.WARNING;
            case ERROR -> System.Logger.Level.ERROR;
        };
    }
}
