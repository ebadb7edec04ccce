package io.quorumseal.tool.internal.report;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.NodeId;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.format.AuditFormat;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells of key events, by the names of the members that the node knows. */
public final class EventReport {
    private final Map<NodeId, String> names;

    public EventReport(Status status) {
        names = status.members().keySet().stream()
                .collect(Collectors.toMap(NodeId::ofName, Function.identity(), (one, other) -> one));
    }

    /** The latest of each group: the newest first, with the hash that the next one will name. */
    static List<Report> latest(Status status) {
        EventReport report = new EventReport(status);
        return status.keys().groups().values().stream()
                .flatMap(group -> newestFirst(group.audit()))
                .map(report::event)
                .toList();
    }

    private static Stream<AuditRecord> newestFirst(AuditTrail trail) {
        return trail.recent().stream()
                .sorted(Comparator.comparingLong(AuditRecord::number).reversed());
    }

    private Report event(AuditRecord record) {
        return whatHappened(which(record), record)
                .number("index", record.index())
                .text("hash", AuditFormat.hash(record));
    }

    /** Begins to tell of an event. */
    public static Report which(AuditRecord record) {
        return new Report().text("group", record.group().name()).number("number", record.number());
    }

    /** Tells what happened, by whom, and what came of it. */
    public Report whatHappened(Report report, AuditRecord record) {
        return report.text("event", record.event().word())
                .text("subject", record.subject())
                .text("by", names.getOrDefault(record.by(), record.by().toString()))
                .text("outcome", record.outcome().name().toLowerCase(Locale.ROOT));
    }
}
