/** The runtime of QuorumSeal. */
module io.quorumseal.core {
    requires transitive io.quorumseal.api;
    requires static org.jspecify;
    requires tools.jackson.core;

    exports io.quorumseal.core;

    uses io.quorumseal.api.spi.AeadProvider;
    uses io.quorumseal.api.spi.KekProvider;
}
