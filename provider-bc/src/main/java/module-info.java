/** Key-encryption keys that are kept in files, by Bouncy Castle. */
module io.quorumseal.provider.bc {
    requires transitive io.quorumseal.api;
    requires static org.jspecify;
    requires org.bouncycastle.provider;

    exports io.quorumseal.provider.bc;

    provides io.quorumseal.api.spi.KekProvider with
            io.quorumseal.provider.bc.internal.FileKekProvider,
            io.quorumseal.provider.bc.internal.PasswordKekProvider,
            io.quorumseal.provider.bc.internal.KeyPairKekProvider,
            io.quorumseal.provider.bc.internal.KeyStoreKekProvider;
}
