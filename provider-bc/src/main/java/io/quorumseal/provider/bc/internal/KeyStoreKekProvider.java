package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.util.Set;
import java.util.TreeSet;

/**
 * Opens KEKs from AES keys of 256 bits in key stores: {@code bc-pkcs12:PATH?alias=NAME&password-file=PATH}, and
 * {@code bc-bcfks:} alike. The password is named as for {@code bc-password:}.
 */
public final class KeyStoreKekProvider implements KekProvider {
    private static final String ALIAS = "alias";

    /** Does nothing. */
    public KeyStoreKekProvider() {}

    @Override
    public Set<String> schemes() {
        return StoreKind.schemes();
    }

    @Override
    public Kek open(String uri, KekHost host) {
        Set<String> known = new TreeSet<>(Passwords.NAMES);
        known.add(ALIAS);
        KeyUri named = KeyUri.parse(uri, known);
        String alias = named.options().require(ALIAS);
        KeyStoreFile file = new KeyStoreFile(StoreKind.of(named.scheme()), named.path());
        try (Passwords password = Passwords.in(named.options(), "", host.timeout());
                SecretBytes key = file.read(alias, password)) {
            return LocalKek.bound(named.name() + "?alias=" + alias, key);
        }
    }
}
