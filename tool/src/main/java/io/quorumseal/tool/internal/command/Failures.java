package io.quorumseal.tool.internal.command;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.tool.ExitCode;
import io.quorumseal.tool.internal.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;

/** Turns what was thrown into an exit code and one line. An operator sees no stack trace. */
public final class Failures {
    private Failures() {}

    static Answer answer(String operation, Exception thrown) {
        String text = isUnreachable(thrown) ? "the node cannot be reached: " + text(thrown) : text(thrown);
        return answer(operation, code(thrown), reason(thrown), text);
    }

    /** Of a command that works on files, and for which there is no node to reach. */
    static Answer ofFiles(String operation, Exception thrown) {
        Exception told = thrown instanceof UncheckedIOException unchecked ? unchecked.getCause() : thrown;
        if (told instanceof SealedFileException sealed) {
            return answer(operation, ExitCode.REFUSED, sealed.reason().name(), text(sealed));
        } else if (told instanceof FileAlreadyExistsException taken) {
            return answer(
                    operation,
                    ExitCode.REFUSED,
                    "EXISTS",
                    taken.getFile() + " is there already, and nothing is overwritten: name a new file");
        } else if (told instanceof IOException) {
            return answer(operation, ExitCode.TRY_AGAIN, "DISK", "a file cannot be read or written: " + told);
        }
        return answer(operation, thrown);
    }

    private static Answer answer(String operation, ExitCode code, String reason, String text) {
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
        return Optional.ofNullable(thrown.getMessage()).orElse("no message");
    }
}
