package io.quorumseal.provider.bc;

import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A KEK from local files under the contract.
 *
 * @param provider the provider
 * @param uri the KEK
 * @param otherUri another one
 * @param file the file that the KEK's URI names
 * @param secrets what must not show anywhere
 */
record LocalSubject(KekProvider provider, String uri, String otherUri, Path file, List<byte[]> secrets)
        implements KekSubject {
    private static final String NO_SERVER = "files are read once and then nothing waits for a network";
    private static final String NO_VERSIONS = "a file holds one key that has no versions";
    private static final String NO_OWNER = "whoever could read the files has the key";

    /** Reads the key in a key file that is not sealed. */
    static byte[] key(Path file) throws IOException {
        return Base64.getDecoder().decode(Files.readString(file).strip());
    }

    @Override
    public Optional<Action> deleteKey() {
        return Optional.of(() -> Files.delete(file));
    }

    @Override
    public Reach reach() {
        return new Reach.Nowhere(NO_SERVER);
    }

    @Override
    public Map<String, String> notApplicable() {
        return Map.of(
                "rewrap.newest-version", NO_VERSIONS,
                "rewrap.old-version-disabled", NO_VERSIONS,
                "taxonomy.denied", NO_OWNER,
                "taxonomy.key-disabled", NO_OWNER);
    }

    @Override
    public void close() {
        // The test's temporary directory goes with the test.
    }
}
