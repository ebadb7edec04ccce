package io.quorumseal.tool.internal.report;

import io.quorumseal.core.KekHealth;
import io.quorumseal.core.KekStatus;
import java.util.Locale;

/** Tells what a node knows of the KEK. */
public final class KekReport {
    private KekReport() {}

    public static Report of(KekStatus kek) {
        Report report = new Report().text("health", kek.health().word().name().toLowerCase(Locale.ROOT));
        if (kek.health() instanceof KekHealth.Well well) {
            report.text("since", well.since().toString());
        } else if (kek.health() instanceof KekHealth.Ill ill) {
            report.text("since", ill.since().toString())
                    .textIfAny("kind", ill.kind().map(Enum::name).orElse(""))
                    .text("why", ill.why());
        }
        kek.lastSuccess().ifPresent(last -> report.text("last_success", last.toString()));
        return report.textIfAny("scheme", kek.scheme())
                .textIfAny("name", kek.description())
                .textIfAny("fingerprint", kek.fingerprint().orElse(""))
                .textIfAny("version", kek.version().orElse(""));
    }
}
