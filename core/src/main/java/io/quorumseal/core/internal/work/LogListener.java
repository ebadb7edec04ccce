package io.quorumseal.core.internal.work;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.SealListener;

/** Where no listener is set, what happens goes to the platform's logger, each event at the level of its severity. */
public final class LogListener implements SealListener {
    /** The logger's name. */
    public static final String NAME = "io.quorumseal";

    private static final System.Logger LOG = System.getLogger(NAME);

    @Override
    public void on(Event event, GroupId group, String text) {
        LOG.log(level(event.severity()), event + " in group " + group + ": " + text);
    }

    private static System.Logger.Level level(Severity severity) {
        return switch (severity) {
            case INFO -> System.Logger.Level.INFO;
            case WARNING -> System.Logger.Level.WARNING;
            case ERROR -> System.Logger.Level.ERROR;
        };
    }
}
