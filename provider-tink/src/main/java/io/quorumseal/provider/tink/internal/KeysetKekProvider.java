package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.util.Optional;
import java.util.Set;

/**
 * Opens KEKs from Tink keysets: {@code tink-keyset:PATH?kek=URI}, sealed under the KEK that the URI names, and
 * {@code tink-keyset-insecure:PATH}, in cleartext.
 */
public final class KeysetKekProvider implements KekProvider {

    /** Does nothing. */
    public KeysetKekProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(KeysetUri.SEALED, KeysetUri.CLEARTEXT);
    }

    @Override
    public Kek open(String uri, KekHost host) {
        KeysetUri named = KeysetUri.parse(uri);
        KeysetFile file = new KeysetFile(named.path(), named.kek().isEmpty());
        Optional<Kek> other = named.kek().map(host::open);
        String description = other.map(kek -> KeysetUri.SEALED + ":" + named.path() + " under " + kek.description())
                .orElse(KeysetUri.CLEARTEXT + ":" + named.path());
        return new KeysetKek(description, new KeysetSource(file, other, host.timeout()), host.timeout());
    }
}
