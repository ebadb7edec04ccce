package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.util.Set;

/**
 * Opens KEKs from key files: {@code file:PATH}, which binds each wrapped DEK to its context, and
 * {@code file-v0:PATH}, which reads and writes the 60-byte blobs of the reference implementation.
 */
public final class FileKekProvider implements KekProvider {

    /** Does nothing. */
    public FileKekProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(KeyFileUri.BOUND, KeyFileUri.V0);
    }

    @Override
    public Kek open(String uri, KekHost host) {
        KeyFileUri named = KeyFileUri.parse(uri);
        try (SecretBytes key = KeyFile.read(named.path())) {
            return named.v0()
                    ? LocalKek.v0(KeyFileUri.V0 + ":" + named.path(), key)
                    : LocalKek.bound(KeyFileUri.BOUND + ":" + named.path(), key);
        }
    }
}
