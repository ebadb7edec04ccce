package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.apply.KeyApplier;

/** Where encryption is off there are no keys. */
public final class NoKeys implements KeyApplier.Keys {
    @Override
    public KeyApplier.Fetched fetch(KeyState.Key key) {
        throw new KekException(KekException.Kind.UNSUPPORTED, "encryption is off");
    }

    @Override
    public void add(KeyState.Key key, SecretBytes dek) {
        dek.close();
    }

    @Override
    public void retire(DekId dek) {}
}
