/** The runtime of QuorumSeal: what a database vendor opens at start-up. */
@SuppressWarnings("module") // The test kit and the tool need not be there when this module is compiled.
module io.quorumseal.core {
    requires transitive io.quorumseal.api;
    requires static java.management;
    requires static jdk.jfr;
    requires static org.jspecify;
    requires tools.jackson.core;

    uses io.quorumseal.api.spi.AeadProvider;
    uses io.quorumseal.api.spi.KekProvider;

    exports io.quorumseal.core;
    exports io.quorumseal.core.workspace;
    exports io.quorumseal.core.internal.disk to
            io.quorumseal.testkit,
            io.quorumseal.tool;
    exports io.quorumseal.core.internal.file to
            io.quorumseal.testkit,
            io.quorumseal.tool;
    exports io.quorumseal.core.internal.format to
            io.quorumseal.testkit,
            io.quorumseal.tool;
    exports io.quorumseal.core.internal.kek to
            io.quorumseal.testkit;
    exports io.quorumseal.core.internal.key to
            io.quorumseal.testkit;
    exports io.quorumseal.core.internal.offline to
            io.quorumseal.testkit,
            io.quorumseal.tool;
    exports io.quorumseal.core.internal.peer to
            io.quorumseal.testkit;
    exports io.quorumseal.core.internal.select to
            io.quorumseal.testkit;
    exports io.quorumseal.core.internal.sidecar to
            io.quorumseal.testkit,
            io.quorumseal.tool;
    exports io.quorumseal.core.internal.start to
            io.quorumseal.testkit;
    exports io.quorumseal.core.internal.work to
            io.quorumseal.testkit;
}
