package io.quorumseal.provider.bc;

import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.jcajce.BCFKSLoadStoreParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@code bc-bcfks:} under the contract. */
class BcfksKekContractTest extends KekContract {
    static KeyStores stores;

    @TempDir
    Path directory;

    @BeforeAll
    static void make() throws GeneralSecurityException, IOException {
        stores = KeyStores.made(
                () -> KeyStore.getInstance("BCFKS", new BouncyCastleProvider()), BcfksKekContractTest::writeCheaply);
    }

    /** Takes few hashes for the store. What its entry costs cannot be chosen. */
    private static void writeCheaply(KeyStore store, OutputStream out, char[] password)
            throws GeneralSecurityException, IOException {
        PBKDF2Config cheap = new PBKDF2Config.Builder()
                .withIterationCount(1024)
                .withSaltLength(64)
                .withPRF(PBKDF2Config.PRF_SHA512)
                .build();
        store.store(new BCFKSLoadStoreParameter.Builder(out, password)
                .withStorePBKDFConfig(cheap)
                .build());
    }

    @Override
    protected KekSubject subject() throws IOException {
        return stores.subject("bc-bcfks", directory);
    }
}
