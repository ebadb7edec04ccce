/** Contracts of QuorumSeal: what an engine calls, and what a provider implements. */
module io.quorumseal.api {
    requires static transitive org.jspecify;

    exports io.quorumseal.api;
    exports io.quorumseal.api.spi;
}
