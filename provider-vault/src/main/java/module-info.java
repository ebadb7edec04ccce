/** Key-encryption keys in the Transit engine of HashiCorp Vault. Found by their URI; nothing here is called by users. */
module io.quorumseal.provider.vault {
    requires io.quorumseal.api;
    requires java.net.http;
    requires static org.jspecify;
    requires vault.java.driver;

    provides io.quorumseal.api.spi.KekProvider with
            io.quorumseal.provider.vault.internal.VaultKekProvider;
}
