package io.quorumseal.tool.internal.command;

import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.KekReport;
import io.quorumseal.tool.internal.report.Report;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Shows the KEK as the node knows it, and calls it if that is asked for. */
public final class ShowKek extends Operation {
    private final NodeAccess node;

    @Option(names = "--probe", description = "Have the node call the KEK once, and say how long that took.")
    private boolean probe;

    public ShowKek(NodeAccess node) {
        super("kek", "Shows the KEK as the node knows it: what it is, its newest version, how it is doing.");
        this.node = node;
    }

    @Override
    Answer answer() throws Exception {
        Optional<Duration> took = probe ? Optional.of(node.probeKek()) : Optional.empty();
        Report report = new Report().text("command", name());
        KekReport.of(node.status().kek()).fields().forEach(report::put);
        took.ifPresent(time -> report.number("took_ms", time.toMillis()));
        return Answer.done(HumanText.of(report), report);
    }
}
