/** The operator's commands and a node's status page, for vendors to embed. */
@SuppressWarnings("requires-automatic") // Micrometer's jars have no descriptor. They need not be there.
module io.quorumseal.tool {
    requires transitive info.picocli;
    requires transitive io.quorumseal.core;
    requires jdk.httpserver;
    requires static io.quorumseal.metrics.micrometer;
    requires static me.tongfei.progressbar;
    requires static micrometer.registry.prometheus;
    requires static org.jspecify;
    requires tools.jackson.core;

    exports io.quorumseal.tool;

    opens io.quorumseal.tool to
            info.picocli;
    opens io.quorumseal.tool.internal.command to
            info.picocli;
}
