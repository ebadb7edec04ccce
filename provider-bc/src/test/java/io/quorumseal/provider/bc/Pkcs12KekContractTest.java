package io.quorumseal.provider.bc;

import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@code bc-pkcs12:} under the contract. */
class Pkcs12KekContractTest extends KekContract {
    static KeyStores stores;

    @TempDir
    Path directory;

    @BeforeAll
    static void make() throws GeneralSecurityException, IOException {
        stores = KeyStores.made(() -> KeyStore.getInstance("PKCS12"), KeyStore::store);
    }

    @Override
    protected KekSubject subject() throws IOException {
        return stores.subject("bc-pkcs12", directory);
    }
}
