/**
 * Measures clusters of the example store, in cleartext and sealed, side by side in one run.
 *
 * <p>{@link io.quorumseal.benchmarks.cluster.ClusterBenchmark} is the entry point, and {@link
 * io.quorumseal.benchmarks.cluster.StrangersBenchmark} that of what strangers' questions cost. Each part writes rows of raw data;
 * the tables and the chart are made only from these rows.
 */
@NullMarked
package io.quorumseal.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
