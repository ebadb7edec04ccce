/**
 * Meters of a node for Micrometer: what its status says, and how long calls of the KEK take. The page
 * {@code docs/monitoring.md} lists them.
 *
 * <p>Start with {@link io.quorumseal.metrics.micrometer.SealMetrics}.
 */
@NullMarked
package io.quorumseal.metrics.micrometer;

import org.jspecify.annotations.NullMarked;
