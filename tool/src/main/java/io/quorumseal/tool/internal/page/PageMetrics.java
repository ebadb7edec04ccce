package io.quorumseal.tool.internal.page;

import io.quorumseal.core.QuorumSeal;
import java.util.Optional;
import java.util.function.Supplier;

/** What Prometheus is told. */
public interface PageMetrics extends AutoCloseable {

    /** All metrics, in its text format; empty if there are none to be had. */
    Optional<String> scrape();

    @Override
    void close();

    /** Those of somebody else. */
    static PageMetrics of(Supplier<String> scrape) {
        return new PageMetrics() {
            @Override
            public Optional<String> scrape() {
                return Optional.of(scrape.get());
            }

            @Override
            public void close() {
                // They are somebody else's.
            }
        };
    }

    /** The meters of a node, if the libraries for them are there. */
    static PageMetrics ofNode(QuorumSeal seal) {
        try {
            return new NodeMeters(seal);
        } catch (NoClassDefFoundError absent) {
            return NONE;
        }
    }

    PageMetrics NONE = new PageMetrics() {
        @Override
        public Optional<String> scrape() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };
}
