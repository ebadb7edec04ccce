package io.quorumseal.example.kv.demo;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.nio.file.Path;
import java.util.Set;

/** Opens {@code remote:PATH}, for the runbooks: a KEK that can be away. */
public final class RemoteKekProvider implements KekProvider {
    private static final String SCHEME = "remote";

    /** Does nothing. */
    public RemoteKekProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public Kek open(String uri, KekHost host) {
        return new RemoteKek(Path.of(uri.substring(SCHEME.length() + 1)), host);
    }
}
