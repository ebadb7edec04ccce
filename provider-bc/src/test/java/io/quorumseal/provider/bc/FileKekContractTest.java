package io.quorumseal.provider.bc;

import io.quorumseal.provider.bc.internal.FileKekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.nio.file.Path;
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
    protected KekSubject subject() {
        Path file = directory.resolve(UUID.randomUUID() + ".key");
        Path other = directory.resolve(UUID.randomUUID() + ".key");
        KeyFiles.create(file);
        KeyFiles.create(other);
        return new LocalSubject(
                new FileKekProvider(), file.toUri().toString(), other.toUri().toString());
    }
}
