package io.quorumseal.tool.internal.page;

import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.JsonText;
import io.quorumseal.tool.internal.report.StatusReport;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is answered to each path. */
public final class PageAnswers {
    private static final System.Logger LOG = System.getLogger("io.quorumseal.tool");
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final QuorumSeal seal;
    private final PageMetrics metrics;

    public PageAnswers(QuorumSeal seal, PageMetrics metrics) {
        this.seal = seal;
        this.metrics = metrics;
    }

    public PageAnswer to(@Nullable String path) {
        try {
            return switch (path == null ? "" : path) {
                case "/" -> page();
                case "/status.json" ->
                    PageAnswer.of(OK, "application/json", JsonText.of(StatusReport.of(seal.recentStatus())));
                case "/metrics" -> metrics();
                case "/health" -> health(seal.recentStatus().health());
                default ->
                    PageAnswer.text(NOT_FOUND, "There is nothing here; ask for /, /status.json, /metrics or /health.");
            };
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the status page cannot answer to " + path, e);
            return PageAnswer.text(UNAVAILABLE, "The node does not tell how it is; its log has the reason.");
        }
    }

    private PageAnswer page() {
        Status status = seal.recentStatus();
        return PageAnswer.of(OK, "text/html; charset=utf-8", Page.of(status, StatusReport.of(status)))
                .with("Content-Security-Policy", PageFrame.POLICY);
    }

    private PageAnswer metrics() {
        Optional<String> scraped = metrics.scrape();
        return scraped.map(text -> PageAnswer.of(OK, PROMETHEUS, text))
                .orElseGet(() -> PageAnswer.text(
                        NOT_FOUND,
                        "There are no metrics: add quorumseal-metrics-micrometer and micrometer-registry-prometheus to the"
                                + " process, or give the page metrics of your own."));
    }

    private static PageAnswer health(NodeHealth health) {
        String why = health.why().isEmpty() ? "" : ": " + HumanText.line(health.why());
        return PageAnswer.text(health.ready() ? OK : UNAVAILABLE, health.word() + why);
    }
}
