package io.quorumseal.tool.internal.display;

import io.quorumseal.core.Admin.OnMember;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.tool.internal.report.JsonText;
import io.quorumseal.tool.internal.report.MemberText;
import io.quorumseal.tool.internal.report.Report;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes a line for a member when a step begins or ends there, and from time to time in between. */
public final class LineDisplay implements Display {
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private final String command;
    private final PrintWriter out;
    private final Pace pace;
    private final Function<Report, String> form;
    private final Map<String, Shown> last = new HashMap<>();
    private final Map<String, Said> said = new HashMap<>();

    /** What was written of a member last. */
    private record Shown(String step, Outcome outcome, Instant at) {}

    /** What was said of a change last. */
    private record Said(String text, Instant at) {}

    private LineDisplay(String command, PrintWriter out, Pace pace, Function<Report, String> form) {
        this.command = command;
        this.out = out;
        this.pace = pace;
        this.form = form;
    }

    public static LineDisplay json(String command, PrintWriter out, Pace pace) {
        return new LineDisplay(command, out, pace, JsonText::line);
    }

    public static LineDisplay plain(String command, PrintWriter out, Pace pace) {
        return new LineDisplay(command, out, pace, MemberText::line);
    }

    @Override
    public void show(String step, List<OnMember> members) {
        members.stream().filter(member -> isDue(step, member)).forEach(member -> {
            last.put(member.node(), new Shown(step, member.outcome(), pace.instant()));
            write(MemberText.report(command, step, member));
        });
    }

    private boolean isDue(String step, OnMember member) {
        Shown before = last.get(member.node());
        return before == null
                || !before.step().equals(step)
                || before.outcome() != member.outcome()
                || !isLately(before.at());
    }

    private boolean isLately(Instant then) {
        return pace.instant().isBefore(then.plus(BETWEEN));
    }

    @Override
    public void say(String step, String what, String text) {
        Said before = said.get(step + what);
        if (before != null && before.text().equals(text) && isLately(before.at())) {
            return;
        }
        said.put(step + what, new Said(text, pace.instant()));
        write(new Report()
                .text("command", command)
                .text("step", step)
                .text("key", what)
                .text("text", text));
    }

    private void write(Report line) {
        out.print(form.apply(line));
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
