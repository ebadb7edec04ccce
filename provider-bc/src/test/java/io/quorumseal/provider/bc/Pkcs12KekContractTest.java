package io.quorumseal.provider.bc;

import io.quorumseal.provider.bc.internal.KeyStoreKekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** {@code bc-pkcs12:} under the contract. */
class Pkcs12KekContractTest extends KekContract {
    @TempDir
    Path directory;

    @Override
    protected KekSubject subject() throws Exception {
        return new LocalSubject(new KeyStoreKekProvider(), make(), make());
    }

    private String make() throws Exception {
        Path file = KeyStores.store(directory.resolve(UUID.randomUUID() + ".store"), KeyStore.getInstance("PKCS12"));
        return "bc-pkcs12:" + file + "?alias=kek&password-file=" + KeyStores.password(directory);
    }
}
