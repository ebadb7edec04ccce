/** Key-encryption keys from Tink keysets, and AES-256-GCM by Tink. */
@SuppressWarnings("requires-automatic") // Tink's jar has no module descriptor, and there is no other Tink.
module io.quorumseal.provider.tink {
    requires transitive io.quorumseal.api;
    requires static org.jspecify;
    requires com.google.crypto.tink;
    // Tink parses keysets with it, which a jar without descriptor cannot say.
    requires com.google.gson;

    exports io.quorumseal.provider.tink;

    uses io.quorumseal.api.spi.KekProvider;

    provides io.quorumseal.api.spi.KekProvider with
            io.quorumseal.provider.tink.internal.KeysetKekProvider;
    provides io.quorumseal.api.spi.AeadProvider with
            io.quorumseal.provider.tink.internal.AesGcmProvider;
}
