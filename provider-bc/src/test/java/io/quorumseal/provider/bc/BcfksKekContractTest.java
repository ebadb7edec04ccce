package io.quorumseal.provider.bc;

import io.quorumseal.provider.bc.internal.KeyStoreKekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.UUID;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.io.TempDir;

/** {@code bc-bcfks:} under the contract. */
class BcfksKekContractTest extends KekContract {
    @TempDir
    Path directory;

    @Override
    protected KekSubject subject() throws Exception {
        return new LocalSubject(new KeyStoreKekProvider(), make(), make());
    }

    private String make() throws Exception {
        Path file = KeyStores.store(
                directory.resolve(UUID.randomUUID() + ".store"),
                KeyStore.getInstance("BCFKS", new BouncyCastleProvider()));
        return "bc-bcfks:" + file + "?alias=kek&password-file=" + KeyStores.password(directory);
    }
}
