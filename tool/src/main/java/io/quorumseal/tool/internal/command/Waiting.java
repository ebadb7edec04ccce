package io.quorumseal.tool.internal.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** That a command goes on until it is done, and for how long at most. */
public final class Waiting {
    @Option(names = "--wait", required = true, description = "Go on until it is done on every member.")
    @SuppressWarnings("UnusedVariable") // picocli reads it; that the group is there says the same
    private boolean wait;

    @ArgGroup(exclusive = false)
    private AtMost atMost = new AtMost();

    /** For how long a command that waits goes on. */
    static final class AtMost {
        @Option(
                names = "--timeout",
                paramLabel = "TIME",
                converter = TimeWord.class,
                description = "For how long at most, such as 30m; without it, until it is done or does not go on.")
        private @Nullable Duration timeout;

        /** A hundred years are for ever. */
        Duration timeout() {
            return timeout == null ? Duration.ofDays(36_500) : timeout;
        }
    }

    Duration timeout() {
        return atMost.timeout();
    }
}
