package io.quorumseal.tool.internal.command;

import io.quorumseal.tool.ExitCode;
import io.quorumseal.tool.internal.report.Report;

/**
 * What a command came to.
 *
 * @param code the exit code
 * @param human lines for people, on standard output; may be empty
 * @param report the same for programs
 * @param error one line for standard error; empty if there is none
 */
public record Answer(ExitCode code, String human, Report report, String error) {

    static Answer done(String human, Report report) {
        return new Answer(ExitCode.DONE, human, report, "");
    }
}
