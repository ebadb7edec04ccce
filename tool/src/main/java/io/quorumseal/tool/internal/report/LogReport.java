package io.quorumseal.tool.internal.report;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.LogStatus;
import io.quorumseal.core.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells what the logs and snapshots of a node held when somebody looked last; nothing of those that nobody has looked at. */
public final class LogReport {
    private final SortedMap<GroupId, LogStatus> logs = new TreeMap<>();

    LogReport(Status status) {
        status.groups().forEach((id, group) -> group.log().ifPresent(log -> logs.put(id, log)));
    }

    void tell(Report report) {
        if (!logs.isEmpty()) {
            report.rows("logs", rows((id, log, rows) -> rows.add(log(id, log))))
                    .rows("logs_by_key", rows(LogReport::byKey))
                    .rows("snapshots", rows(LogReport::snapshots));
        }
    }

    private interface Rows {
        void add(GroupId id, LogStatus log, List<Report> rows);
    }

    private List<Report> rows(Rows each) {
        List<Report> rows = new ArrayList<>();
        logs.forEach((id, log) -> each.add(id, log, rows));
        return rows;
    }

    private static Report log(GroupId id, LogStatus log) {
        return new Report()
                .text("group", id.name())
                .number("payloads", log.all().count())
                .number("bytes", log.all().bytes())
                .number("cleartext", log.cleartext().count())
                .number("unreadable", log.unreadable().count())
                .text("at", log.at().toString());
    }

    private static void byKey(GroupId id, LogStatus log, List<Report> rows) {
        log.sealed()
                .forEach((dek, payloads) -> rows.add(new Report()
                        .text("group", id.name())
                        .number("key", dek.value())
                        .number("payloads", payloads.count())
                        .number("bytes", payloads.bytes())
                        .number("last", payloads.last())));
    }

    private static void snapshots(GroupId id, LogStatus log, List<Report> rows) {
        for (LogStatus.Snapshot snapshot : log.snapshots()) {
            Report row = new Report().text("group", id.name()).number("index", snapshot.index());
            snapshot.dek().ifPresent(dek -> row.number("key", dek.value()));
            row.put(
                            "file_keys",
                            new Report.Items(snapshot.files().stream()
                                    .<Report.Value>map(dek -> new Report.Whole(dek.value()))
                                    .toList()))
                    .number("clear_files", snapshot.clearFiles())
                    .flag("values_sealed", snapshot.valuesSealed());
            rows.add(row);
        }
    }
}
