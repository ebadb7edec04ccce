/**
 * Measures clusters of the example store, in cleartext and sealed, side by side in one run; and one node as it grows.
 *
 * <p>{@link io.quorumseal.benchmarks.cluster.ClusterBenchmark} is the entry point, {@link
 * io.quorumseal.benchmarks.cluster.StrangersBenchmark} that of what strangers' questions cost, and {@link
 * io.quorumseal.benchmarks.cluster.GrowthBenchmark} that of what grows with DEKs, nodes and groups. Each part writes rows of raw data;
 * the tables and the chart are made only from these rows.
 */
@NullMarked
package io.quorumseal.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
