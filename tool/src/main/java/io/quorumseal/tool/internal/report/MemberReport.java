package io.quorumseal.tool.internal.report;

import io.quorumseal.core.MemberStatus;
import io.quorumseal.core.Status;
import java.util.List;

/** Tells what a node has heard of the members of the control group. */
public final class MemberReport {
    private MemberReport() {}

    public static List<Report> of(Status status) {
        return status.members().values().stream().map(MemberReport::member).toList();
    }

    private static Report member(MemberStatus member) {
        Report report = new Report()
                .text("name", member.name())
                .flag("voter", member.voter())
                .flag("self", member.self())
                .text("word", member.word().name());
        member.heard().ifPresent(heard -> report.text("heard", heard.toString()));
        member.position()
                .ifPresent(position ->
                        report.number("key_events", position.events()).text("hash", position.head()));
        member.suite().ifPresent(suite -> report.number("suite", suite));
        member.opening().ifPresent(opening -> report.number("opening", opening.value()));
        return report.textIfAny("why", member.why());
    }
}
