package io.quorumseal.provider.bc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quorumseal.provider.bc.internal.KeyStoreKekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** {@code bc-pkcs12:} under the contract. */
class Pkcs12KekContractTest extends KekContract {
    @TempDir
    Path directory;

    @Override
    protected KekSubject subject() throws Exception {
        Path file = make();
        return new LocalSubject(
                new KeyStoreKekProvider(),
                uri(file),
                uri(make()),
                file,
                List.of(KeyStores.PASSWORD.getBytes(US_ASCII)));
    }

    private Path make() throws Exception {
        return KeyStores.store(directory.resolve(UUID.randomUUID() + ".store"), KeyStore.getInstance("PKCS12"));
    }

    private String uri(Path file) throws Exception {
        return "bc-pkcs12:" + file + "?alias=kek&password-file=" + KeyStores.password(directory);
    }
}
