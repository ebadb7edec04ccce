package io.quorumseal.tool.internal.page;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.metrics.micrometer.SealMetrics;
import java.util.Optional;

/** The meters of a node in a registry of their own. Its libraries need not be there: {@link PageMetrics#ofNode}. */
public final class NodeMeters implements PageMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SealMetrics meters;

    NodeMeters(QuorumSeal seal) {
        meters = new SealMetrics(seal, Tags.empty());
        meters.bindTo(registry);
    }

    @Override
    public Optional<String> scrape() {
        return Optional.of(registry.scrape());
    }

    @Override
    public void close() {
        meters.close();
        registry.close();
    }
}
