package io.quorumseal.provider.bc;

import io.quorumseal.provider.bc.internal.KeyPairKekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** {@code bc-keypair:} by X25519 under the contract. */
class X25519KekContractTest extends KekContract {
    @TempDir
    Path directory;

    @Override
    protected KekSubject subject() {
        return new LocalSubject(new KeyPairKekProvider(), make(), make());
    }

    private String make() {
        UUID name = UUID.randomUUID();
        Path publicFile = directory.resolve(name + ".pub");
        Path privateFile = directory.resolve(name + ".key");
        Path mac = directory.resolve(name + ".mac");
        KeyFiles.createKeyPair(Kem.X25519, publicFile, privateFile);
        KeyFiles.create(mac);
        return "bc-keypair:" + publicFile + "?private=" + privateFile + "&mac=" + mac;
    }
}
