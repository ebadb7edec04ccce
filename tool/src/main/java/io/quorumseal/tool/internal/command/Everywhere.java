package io.quorumseal.tool.internal.command;

import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.OnMember;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.tool.ExitCode;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.MemberText;
import io.quorumseal.tool.internal.report.Report;
import java.util.List;
import java.util.stream.Collectors;

/** What a change came to on several members: each is told, and the exit code is that of the worst. */
public final class Everywhere {
    private Everywhere() {}

    static Answer answer(String operation, Admin.Result result) {
        return answer(operation, "", result);
    }

    /**
     * The same of a command with several steps.
     *
     * @param step what the members were doing
     */
    static Answer answer(String operation, String step, Admin.Result result) {
        ExitCode code = code(result.members());
        Report report = new Report()
                .text("command", operation)
                .textIfAny("step", step)
                .flag("already", result.already())
                .textIfAny("error", isFailure(code) ? Failures.word(code) : "")
                .rows("members", result.members().stream().map(MemberText::row).toList());
        return new Answer(code, HumanText.lines(result.text()), report, error(code, step, result.members()));
    }

    /** Refused by one is refused; failed on one is to be tried again; and so on, down to done on all. */
    private static ExitCode code(List<OnMember> members) {
        if (any(members, Outcome.REFUSED)) {
            return ExitCode.REFUSED;
        } else if (any(members, Outcome.FAILED)) {
            return ExitCode.TRY_AGAIN;
        }
        return any(members, Outcome.UNDER_WAY) ? ExitCode.UNDER_WAY : ExitCode.DONE;
    }

    private static boolean any(List<OnMember> members, Outcome outcome) {
        return members.stream().anyMatch(member -> member.outcome() == outcome);
    }

    private static boolean isFailure(ExitCode code) {
        return code == ExitCode.REFUSED || code == ExitCode.TRY_AGAIN;
    }

    private static String error(ExitCode code, String step, List<OnMember> members) {
        String what = step.isEmpty() ? "" : step + " ";
        return isFailure(code)
                ? what + on(members, Outcome.REFUSED) + on(members, Outcome.FAILED) + "standard output says why"
                : "";
    }

    private static String on(List<OnMember> members, Outcome outcome) {
        String names = members.stream()
                .filter(member -> member.outcome() == outcome)
                .map(OnMember::node)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : MemberText.word(outcome) + " on " + names + "; ";
    }
}
