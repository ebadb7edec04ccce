/** AES-256-GCM by the Amazon Corretto Crypto Provider. */
module io.quorumseal.provider.accp {
    requires transitive io.quorumseal.api;
    requires io.quorumseal.core;
    requires static org.jspecify;
    // Where it is missing, who starts is told what to add.
    requires static com.amazon.corretto.crypto.provider;

    provides io.quorumseal.api.spi.AeadProvider with
            io.quorumseal.provider.accp.internal.AccpAeadProvider;
}
