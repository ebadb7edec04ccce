/** A program as one run-time image. */
module io.quorumseal.example.jlink {
    requires io.quorumseal.core;
    requires io.quorumseal.provider.bc;
    requires static org.jspecify;
}
