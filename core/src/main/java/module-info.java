/** The runtime of QuorumSeal. */
@SuppressWarnings("module") // the test kit is compiled after this module and is not there yet
module io.quorumseal.core {
    requires transitive io.quorumseal.api;
    requires static org.jspecify;
    requires tools.jackson.core;

    exports io.quorumseal.core;
    exports io.quorumseal.core.internal.sidecar to
            io.quorumseal.testkit;
}
