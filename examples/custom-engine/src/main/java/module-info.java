/** An engine over a replicated file. */
module com.example.filelog {
    requires transitive io.quorumseal.core;

    exports com.example.filelog;
}
