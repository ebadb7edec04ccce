/** The published test kit: the contracts of KEKs and ciphers as tests, simulated clusters, and a fault proxy. */
module io.quorumseal.testkit {
    requires transitive io.quorumseal.api;
    requires transitive io.quorumseal.core;
    requires java.logging;
    requires jdk.management;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;

    exports io.quorumseal.testkit;
    exports io.quorumseal.testkit.proxy;
}
