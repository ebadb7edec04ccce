package io.quorumseal.testkit.sim;

import io.quorumseal.api.spi.Engine.Append;

/** The clusters that tests of suite 1 begin with: its nonces are counted, so that every opening is registered. */
final class FirstSuite {
    private static final int SUITE = 1;

    private FirstSuite() {}

    /** Nodes that are not started yet. */
    static SimCluster nodes(Append append, String... names) {
        return new SimCluster(append, names).suite(SUITE);
    }

    /** Three nodes in cleartext, led by n1. */
    static SimCluster cleartext(Append append) {
        return nodes(append, "n1", "n2", "n3").start();
    }

    static SimCluster bootstrapped(Append append) {
        return Sims.bootstrapped(cleartext(append));
    }

    /** Everything is sealed. */
    static SimCluster sealing(Append append) {
        return Sims.sealing(bootstrapped(append));
    }
}
