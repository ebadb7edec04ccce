package io.quorumseal.metrics.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;

/** What {@code docs/monitoring.md} shows. */
final class Snippets {
    QuorumSeal open(Builder builder, MeterRegistry registry) {
        Tags tags = Tags.of("cluster", "orders-prod", "node", "n1");
        return builder.kekListener(new KekCallTimer(registry, tags)).open();
    }

    SealMetrics measure(QuorumSeal seal, MeterRegistry registry) {
        SealMetrics metrics = new SealMetrics(seal, Tags.empty());
        metrics.bindTo(registry);
        return metrics; // to be closed with the node
    }
}
