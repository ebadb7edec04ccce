/**
 * A cluster of real runtimes over simulated logs, clocks and disks, stepped by hand: no threads, no sleeping. Start with
 * {@link io.quorumseal.testkit.sim.SimCluster}, then read {@link io.quorumseal.testkit.sim.SimNode}.
 */
@NullMarked
package io.quorumseal.testkit.sim;

import org.jspecify.annotations.NullMarked;
