package io.quorumseal.provider.bc;

import io.quorumseal.provider.bc.internal.FileKekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code file:} under the contract. {@code file-v0:} is outside of it: its 60 bytes, which the reference fixed, bind no
 * context and name no key.
 */
class FileKekContractTest extends KekContract {
    @TempDir
    Path directory;

    @Override
    protected KekSubject subject() throws IOException {
        Path file = directory.resolve(UUID.randomUUID() + ".key");
        Path other = directory.resolve(UUID.randomUUID() + ".key");
        KeyFiles.create(file);
        KeyFiles.create(other);
        return new LocalSubject(
                new FileKekProvider(),
                file.toUri().toString(),
                other.toUri().toString(),
                file,
                List.of(LocalSubject.key(file)));
    }
}
