package io.quorumseal.tool.internal.command;

import io.quorumseal.core.Status;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.StatusReport;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Shows what a node says of itself. */
public final class ShowStatus extends Operation {
    static final String NAME = "status";

    private final NodeAccess node;

    @ArgGroup(exclusive = false)
    private @Nullable Watching watching;

    /** That it is shown again and again. */
    static final class Watching {
        private static final int FOR_EVER = 0;

        @Option(names = "--watch", required = true, description = "Show it again and again, until Ctrl-C.")
        @SuppressWarnings("UnusedVariable") // picocli reads it; that the group is there says the same
        private boolean watch;

        @Option(
                names = "--every",
                paramLabel = "TIME",
                converter = TimeWord.class,
                description = "How often; every 2s without it.")
        private Duration every = Duration.ofSeconds(2);

        @Option(names = "--count", paramLabel = "N", description = "How many times at most.")
        private int count = FOR_EVER;
    }

    public ShowStatus(NodeAccess node) {
        super(
                StatusReport.NAME,
                "Shows what the node says of itself: health, keys, cutovers, groups, members, writers, KEK, counts.");
        this.node = node;
    }

    @Override
    boolean inLines() {
        return watching != null;
    }

    @Override
    Answer answer() throws Exception {
        Watching how = watching;
        Answer latest = once();
        for (int shown = 1; how != null && shown != how.count; shown++) {
            printBeforeAnother(latest);
            pace().pause(how.every);
            latest = once();
        }
        return latest;
    }

    private Answer once() throws IOException {
        Status status = node.status();
        // Settings are too many for people who ask how the node is.
        return Answer.done(HumanText.of(StatusReport.withoutSettings(status)), StatusReport.of(status));
    }
}
