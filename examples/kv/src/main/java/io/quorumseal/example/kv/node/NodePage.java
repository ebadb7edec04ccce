package io.quorumseal.example.kv.node;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.metrics.micrometer.SealMetrics;
import io.quorumseal.tool.StatusPage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** A node's status page on the loopback interface, with the meters of the store's own registry; or none. */
final class NodePage implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Optional<StatusPage> page;

    private NodePage(QuorumSeal seal, OptionalInt port) {
        page = port.stream().mapToObj(each -> serve(seal, each)).findFirst();
    }

    /** Serves it if there is a port; 0 stands for a free one. */
    static NodePage of(QuorumSeal seal, OptionalInt port) {
        return new NodePage(seal, port);
    }

    private StatusPage serve(QuorumSeal seal, int port) {
        new SealMetrics(seal, Tags.empty()).bindTo(registry);
        return StatusPage.builder(seal)
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .metrics(registry::scrape)
                .serve();
    }

    /** Where it is, as a word to go on with; empty if there is none. */
    String where() {
        return page.map(served -> " page=" + served.uri()).orElse("");
    }

    @Override
    public void close() {
        page.ifPresent(StatusPage::close);
        registry.close();
    }
}
