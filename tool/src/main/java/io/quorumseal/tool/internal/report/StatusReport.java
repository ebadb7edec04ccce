package io.quorumseal.tool.internal.report;

import io.quorumseal.api.LocalEpoch;
import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.Status;
import io.quorumseal.core.StorageStatus;
import java.util.List;
import java.util.Locale;

/** What a node says of itself, for people and programs. */
public final class StatusReport {
    public static final String NAME = "status";
    private static final double PERCENT = 100;

    private StatusReport() {}

    /** All that is told, for programs. */
    public static Report of(Status status) {
        return withoutSettings(status).rows("settings", settings(status));
    }

    /** The same without settings, which are too many for people who ask how the node is. */
    public static Report withoutSettings(Status status) {
        Report report = new Report()
                .text("command", NAME)
                .text("node", status.node())
                .text("at", status.at().toString())
                .number("opening", status.opening().value())
                .number("openings_left", LocalEpoch.MAX - status.opening().value())
                .part("health", health(status.health()))
                .text("storage", status.storage().mode().name());
        KeyReport keys = new KeyReport(status.keys(), List.of(status.node()), status.deks());
        report.textIfAny("warnings", String.join("; ", status.warnings()));
        keys.storageCutover(report);
        report.flag("cleartext_refused", status.storage().cleartextRefused());
        report.part("kek", KekReport.of(status.kek())).part("counters", counters(status.counters()));
        status.storage().values().ifPresent(values -> report.part("values", values(values)));
        status.storage().rewriting().ifPresent(rewriting -> report.part("rewriting", rewriting(rewriting)));
        status.storage().files().ifPresent(files -> report.part("sealed_files", files(files)));
        writtenInClear(status, report);
        keys.retired(report);
        keys.suites(report);
        keys.keys(report);
        rowsIfAny("limits", limits(status), report);
        rowsIfAny("needs", needs(status), report);
        report.rows("members", MemberReport.of(status));
        report.rows("groups", keys.groups(status.groups()));
        new LogReport(status).tell(report);
        keys.writers(report);
        status.storage().files().ifPresent(files -> filesByKey(files, report));
        return report.rows("key_events", EventReport.latest(status));
    }

    private static void rowsIfAny(String name, List<Report> rows, Report report) {
        if (!rows.isEmpty()) {
            report.rows(name, rows);
        }
    }

    private static Report health(NodeHealth health) {
        return new Report()
                .text("word", health.word().name())
                .flag("registered", health.registered())
                .flag("ready", health.ready())
                .textIfAny("why", health.why());
    }

    /** Of each DEK that is not active, what keeps it. */
    private static List<Report> needs(Status status) {
        return status.deks().values().stream()
                .flatMap(dek -> dek.needs().stream()
                        .map(need -> new Report()
                                .number("key", dek.id().value())
                                .text("state", dek.word().name())
                                .text("need", need)))
                .toList();
    }

    private static List<Report> limits(Status status) {
        return status.deks().values().stream()
                .flatMap(dek -> dek.limits().entrySet().stream()
                        .map(limit -> new Report()
                                .number("key", dek.id().value())
                                .text("limit", limit.getKey().name())
                                .number("used_percent", Math.round(limit.getValue() * PERCENT))))
                .toList();
    }

    /** What was counted when the last rewriting ended; what came later is under the DEK that was active then, or a newer. */
    private static Report values(Status.Values values) {
        Status.Amount active = values.under(values.active());
        Status.Amount all = values.all();
        return new Report()
                .number("active_key", values.active().value())
                .number("under_active_key", active.values())
                .number("of", all.values())
                .number("bytes_under_active_key", active.bytes())
                .number("of_bytes", all.bytes())
                .number("cleartext", values.cleartext().values())
                .number("unreadable", values.unreadable().values());
    }

    private static Report rewriting(StorageStatus.Rewriting rewriting) {
        return new Report()
                .text("phase", rewriting.phase())
                .number("renewed", rewriting.renewed())
                .number("due", rewriting.due());
    }

    /** As they were when somebody looked last. */
    private static Report files(Status.Files files) {
        long sealed = files.sealed().values().stream()
                .mapToLong(Status.Amount::values)
                .sum();
        return new Report()
                .number("sealed", sealed)
                .number("in_clear", files.clear().values())
                .number("unreadable", files.unreadable().size())
                .textIfAny("why", String.join("; ", files.unreadable()))
                .text("at", files.at().toString());
    }

    private static void filesByKey(Status.Files files, Report report) {
        report.rows(
                "sealed_files_by_key",
                files.sealed().entrySet().stream()
                        .map(under -> new Report()
                                .number("key", under.getKey().value())
                                .number("files", under.getValue().values())
                                .number("bytes", under.getValue().bytes()))
                        .toList());
    }

    private static void writtenInClear(Status status, Report report) {
        List<Report.Value> clear = status.groups().values().stream()
                .flatMap(group -> group.writtenInClear().stream())
                .<Report.Value>map(Report.Text::new)
                .toList();
        if (!clear.isEmpty()) {
            report.put("written_in_clear", new Report.Items(clear));
        }
    }

    private static List<Report> settings(Status status) {
        return status.settings().stream()
                .map(setting -> new Report()
                        .text("name", setting.name())
                        .text("value", setting.value())
                        .text("source", setting.source().name().toLowerCase(Locale.ROOT))
                        .flag("overruled", setting.overruled()))
                .toList();
    }

    private static Report counters(Status.Counters counters) {
        return new Report()
                .number("sealed", counters.sealed())
                .number("opened", counters.opened())
                .number("cleartext", counters.cleartext())
                .number("refused", counters.refused())
                .number("kek_calls_on_apply", counters.kekCallsOnApply())
                .number("strangers", counters.strangers());
    }
}
