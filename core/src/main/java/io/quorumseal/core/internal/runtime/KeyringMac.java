package io.quorumseal.core.internal.runtime;

import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.sidecar.MacKeys;
import io.quorumseal.core.internal.sidecar.MacSource;
import java.util.Optional;

/** The sidecar's MAC is made under a key derived from a DEK: who lacks the KEK cannot make it. */
record KeyringMac(Keyring keyring) implements MacKeys {
    private static final int KEY_SIZE = 32;

    @Override
    public Optional<byte[]> macKey(MacSource source, byte[] info) {
        if (!(source instanceof MacSource.Dek dek) || keyring.find(dek.id()).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(keyring.derive(dek.id(), info, KEY_SIZE));
    }
}
