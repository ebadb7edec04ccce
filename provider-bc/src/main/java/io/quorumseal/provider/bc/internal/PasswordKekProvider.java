package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.util.Set;

/**
 * Opens KEKs from key files that are sealed under a password: {@code bc-password:PATH?password-file=PATH}, or with
 * {@code password-fd=NUMBER} or {@code password-console}. The same key gives the same KEK as by {@code file:}.
 */
public final class PasswordKekProvider implements KekProvider {
    private static final String SCHEME = "bc-password";

    /** Does nothing. */
    public PasswordKekProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public Kek open(String uri, KekHost host) {
        KeyUri named = KeyUri.parse(uri, Passwords.NAMES);
        try (Passwords password = Passwords.in(named.options(), "", host.timeout());
                SecretBytes key = KeyFile.readSealed(named.path(), password)) {
            return LocalKek.bound(named.name(), key);
        }
    }
}
