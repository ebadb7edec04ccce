package io.quorumseal.tool;

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

/** Tells the latest key events of each group: the newest first, with the hash that the next one will name. */
final class EventReport {
    private final Map<NodeId, String> names;

    private EventReport(Map<NodeId, String> names) {
        this.names = names;
    }

    static List<Report> of(Status status) {
        EventReport report = new EventReport(
                status.members().keySet().stream().collect(Collectors.toMap(NodeId::ofName, Function.identity())));
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
        return new Report()
                .text("group", record.group().name())
                .number("number", record.number())
                .text("event", record.event().word())
                .text("subject", record.subject())
                .text("by", names.getOrDefault(record.by(), record.by().toString()))
                .text("outcome", record.outcome().name().toLowerCase(Locale.ROOT))
                .number("index", record.index())
                .text("hash", AuditFormat.hash(record));
    }
}
