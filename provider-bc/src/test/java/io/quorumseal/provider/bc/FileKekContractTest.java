package io.quorumseal.provider.bc;

import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.provider.bc.internal.FileKekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code file:} under the contract. {@code file-v0:} is outside of it: its 60 bytes, which the reference fixed, bind no
 * context and name no key.
 */
class FileKekContractTest extends KekContract {
    private static final String NO_SERVER = "a key file is read once and then nothing waits for a network";
    private static final String NO_VERSIONS = "a key file holds one key that has no versions";
    private static final String NO_OWNER = "whoever could read the file has the key";

    @TempDir
    Path directory;

    @Override
    protected KekSubject subject() {
        Path file = directory.resolve(UUID.randomUUID() + ".key");
        Path other = directory.resolve(UUID.randomUUID() + ".key");
        KeyFiles.create(file);
        KeyFiles.create(other);
        return new FileSubject(file.toUri().toString(), other.toUri().toString());
    }

    private record FileSubject(String uri, String otherUri) implements KekSubject {

        @Override
        public KekProvider provider() {
            return new FileKekProvider();
        }

        @Override
        public Optional<Action> deleteKey() {
            return Optional.of(() -> Files.delete(Path.of(URI.create(uri))));
        }

        @Override
        public List<byte[]> secrets() {
            try {
                return List.of(Base64.getDecoder()
                        .decode(Files.readString(Path.of(URI.create(uri))).strip()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Map<String, String> notApplicable() {
            return Map.of(
                    "network.*", NO_SERVER,
                    "rewrap.newest-version", NO_VERSIONS,
                    "rewrap.old-version-disabled", NO_VERSIONS,
                    "taxonomy.denied", NO_OWNER,
                    "taxonomy.key-disabled", NO_OWNER);
        }

        @Override
        public void close() {}
    }
}
