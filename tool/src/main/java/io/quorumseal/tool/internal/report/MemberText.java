package io.quorumseal.tool.internal.report;

import io.quorumseal.core.Admin.OnMember;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.Admin.Share;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far a member is, as a row for programs and as a line for people. */
public final class MemberText {
    private static final int WHOLE = 100;

    private MemberText() {}

    public static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public static Report row(OnMember member) {
        return row(new Report(), member);
    }

    /** A row that stands by itself. */
    public static Report report(String command, String step, OnMember member) {
        return row(new Report().text("command", command).text("step", step), member);
    }

    private static Report row(Report report, OnMember member) {
        report.text("member", member.node()).text("outcome", word(member.outcome()));
        member.share().ifPresent(share -> share(report, share));
        return report.text("text", member.text());
    }

    private static void share(Report report, Share share) {
        report.number("percent", percent(share))
                .number("done", share.done())
                .number("of", share.all())
                .number("per_second", Math.round(share.perSecond()));
        share.left().ifPresent(left -> report.number("seconds_left", left.toSeconds()));
    }

    static long percent(Share share) {
        return share.all() == 0 ? WHOLE : Math.min(WHOLE, share.done() * WHOLE / share.all());
    }

    /** A row in one line: the step and the member, then what is known, and the text last. */
    public static String line(Report row) {
        Map<String, Report.Value> fields = row.fields();
        String what = Stream.of("step", "key", "member")
                .flatMap(name -> text(fields.get(name)))
                .collect(Collectors.joining(" "));
        String how = Stream.of(
                        text(fields.get("outcome")),
                        number(fields.get("percent"), " %"),
                        number(fields.get("per_second"), "/s"),
                        number(fields.get("seconds_left"), " s left"),
                        text(fields.get("text")))
                .flatMap(part -> part)
                .collect(Collectors.joining(", "));
        return HumanText.line(what + ": " + how) + "\n";
    }

    private static Stream<String> text(Report.@Nullable Value value) {
        return value instanceof Report.Text text && !text.text().isEmpty() ? Stream.of(text.text()) : Stream.empty();
    }

    private static Stream<String> number(Report.@Nullable Value value, String unit) {
        return value instanceof Report.Whole whole ? Stream.of(whole.number() + unit) : Stream.empty();
    }
}
