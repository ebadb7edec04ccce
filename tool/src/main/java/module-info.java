/** The operator's commands, for vendors to embed. */
module io.quorumseal.tool {
    requires transitive info.picocli;
    requires transitive io.quorumseal.core;
    requires static me.tongfei.progressbar;
    requires static org.jspecify;
    requires tools.jackson.core;

    exports io.quorumseal.tool;

    opens io.quorumseal.tool to
            info.picocli;
}
