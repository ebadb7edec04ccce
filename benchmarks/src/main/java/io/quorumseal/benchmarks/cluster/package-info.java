/**
 * Measures clusters of the example store, in cleartext and sealed, side by side in one run.
 *
 * <p>{@link io.quorumseal.benchmarks.cluster.ClusterBenchmark} is where it begins. Each part writes rows of raw data;
 * tables and picture are made of these rows alone.
 */
@NullMarked
package io.quorumseal.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
