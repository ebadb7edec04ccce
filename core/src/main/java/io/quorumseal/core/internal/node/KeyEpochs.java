package io.quorumseal.core.internal.node;

import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;

/** The opening number that the sidecar records for each DEK. */
public final class KeyEpochs {
    private KeyEpochs() {}

    public static KeyState raised(KeyState state, LocalEpoch opening) {
        return state.withEachKey(key -> key.epoch().compareTo(opening) < 0 ? key.recorded(opening) : key);
    }
}
