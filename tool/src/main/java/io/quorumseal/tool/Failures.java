package io.quorumseal.tool;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.StartupRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Turns what was thrown into an exit code and one line. An operator sees no stack trace. */
final class Failures {
    private Failures() {}

    static Answer answer(String operation, Exception thrown) {
        ExitCode code = code(thrown);
        String reason = reason(thrown);
        String text = text(thrown);
        Report report = new Report()
                .text("command", operation)
                .text("error", word(code))
                .text("reason", reason)
                .text("text", text);
        return new Answer(code, "", report, word(code) + ", " + reason + ": " + text);
    }

    private static ExitCode code(Exception thrown) {
        if (thrown instanceof RetryableException || isUnreachable(thrown)) {
            return ExitCode.TRY_AGAIN;
        }
        if (thrown instanceof KekException kek && kek.kind().isRetryable()) {
            return ExitCode.TRY_AGAIN;
        }
        return thrown instanceof QuorumSealException ? ExitCode.REFUSED : ExitCode.FAILED;
    }

    private static boolean isUnreachable(Exception thrown) {
        return thrown instanceof IOException || thrown instanceof UncheckedIOException;
    }

    static String word(ExitCode code) {
        return switch (code) {
            case REFUSED -> "refused";
            case TRY_AGAIN -> "try again";
            default -> "failed";
        };
    }

    private static String reason(Exception thrown) {
        if (thrown instanceof RejectedException rejected) {
            return rejected.reason().name();
        } else if (thrown instanceof RetryableException retryable) {
            return retryable.reason().name();
        } else if (thrown instanceof HaltApplyException halt) {
            return halt.reason().name();
        } else if (thrown instanceof KekException kek) {
            return kek.kind().name();
        } else if (thrown instanceof StartupRefusedException refused) {
            return refused.refusal().name();
        }
        return isUnreachable(thrown) ? "UNREACHABLE" : thrown.getClass().getSimpleName();
    }

    private static String text(Exception thrown) {
        String message = Optional.ofNullable(thrown.getMessage()).orElse("no message");
        return isUnreachable(thrown) ? "the node cannot be reached: " + message : message;
    }
}
