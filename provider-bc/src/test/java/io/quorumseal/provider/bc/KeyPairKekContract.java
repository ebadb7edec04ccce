package io.quorumseal.provider.bc;

import io.quorumseal.provider.bc.internal.KeyPairKekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** {@code bc-keypair:} under the contract, by one mechanism. */
abstract class KeyPairKekContract extends KekContract {
    private final Kem kem;

    @TempDir
    Path directory;

    KeyPairKekContract(Kem kem) {
        this.kem = kem;
    }

    @Override
    protected KekSubject subject() throws IOException {
        UUID name = UUID.randomUUID();
        String uri = make(name);
        return new LocalSubject(
                new KeyPairKekProvider(),
                uri,
                make(UUID.randomUUID()),
                file(name, ".pub"),
                List.of(LocalSubject.key(file(name, ".key")), LocalSubject.key(file(name, ".mac"))));
    }

    private Path file(UUID name, String end) {
        return directory.resolve(name + end);
    }

    private String make(UUID name) {
        Path publicFile = file(name, ".pub");
        Path privateFile = file(name, ".key");
        Path mac = file(name, ".mac");
        KeyFiles.createKeyPair(kem, publicFile, privateFile);
        KeyFiles.create(mac);
        return "bc-keypair:" + publicFile + "?private=" + privateFile + "&mac=" + mac;
    }
}
