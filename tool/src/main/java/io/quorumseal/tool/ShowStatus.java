package io.quorumseal.tool;

import io.quorumseal.core.KekHealth;
import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.Status;
import java.util.List;

/** Shows what a node says of itself. */
final class ShowStatus extends Operation {
    private final NodeAccess node;

    ShowStatus(NodeAccess node) {
        super("status", "Shows what the node says of itself: health, keys, cutovers, groups, writers, KEK, counts.");
        this.node = node;
    }

    @Override
    Answer answer() throws Exception {
        Status status = node.status();
        Report report = new Report()
                .text("command", name())
                .text("node", status.node())
                .number("opening", status.opening().value())
                .part("health", health(status.health()))
                .text("storage", status.storage().name());
        KeyReport keys = new KeyReport(status.keys(), List.of(status.node()), status.seals());
        report.textIfAny("warnings", String.join("; ", status.warnings()));
        keys.storageCutover(report);
        report.flag("cleartext_refused", status.cleartextRefused());
        report.part("kek", kek(status.kek())).part("counters", counters(status.counters()));
        status.values().ifPresent(values -> report.part("values", values(values)));
        keys.retired(report);
        kept(status, report);
        keys.suites(report);
        keys.keys(report);
        report.rows("groups", keys.groups(status.groups()));
        keys.writers(report);
        return Answer.done(HumanText.of(report), report);
    }

    private static Report health(NodeHealth health) {
        return new Report()
                .text("word", health.word().name())
                .flag("registered", health.registered())
                .flag("ready", health.ready())
                .textIfAny("why", health.why());
    }

    private static void kept(Status status, Report report) {
        if (!status.kept().isEmpty()) {
            Report kept = new Report();
            status.kept().forEach((dek, why) -> kept.text(dek.toString(), why));
            report.part("kept", kept);
        }
    }

    private static Report kek(KekHealth health) {
        if (health instanceof KekHealth.Well well) {
            return new Report()
                    .text("health", "well")
                    .text("since", well.since().toString());
        } else if (health instanceof KekHealth.Ill ill) {
            return new Report()
                    .text("health", "ill")
                    .text("since", ill.since().toString())
                    .textIfAny("kind", ill.kind().map(Enum::name).orElse(""))
                    .text("why", ill.why());
        }
        return new Report().text("health", health instanceof KekHealth.Off ? "off" : "unknown");
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
