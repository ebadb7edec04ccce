/** Meters of a node for Micrometer. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer's jars have no descriptor.
module io.quorumseal.metrics.micrometer {
    requires transitive io.quorumseal.core;
    requires transitive micrometer.core;
    requires static org.jspecify;

    exports io.quorumseal.metrics.micrometer;
}
