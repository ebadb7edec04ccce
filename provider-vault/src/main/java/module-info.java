/** Key-encryption keys in HashiCorp Vault's Transit engine. Exports nothing: a URI's scheme selects the provider. */
module io.quorumseal.provider.vault {
    requires io.quorumseal.api;
    requires java.net.http;
    requires static org.jspecify;
    requires vault.java.driver;

    provides io.quorumseal.api.spi.KekProvider with
            io.quorumseal.provider.vault.internal.VaultKekProvider;
}
