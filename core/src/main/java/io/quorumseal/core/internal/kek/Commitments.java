package io.quorumseal.core.internal.kek;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.SecretBytes;

/**
 * Holds a DEK that was unwrapped against the commitment that came with it, before anything else sees the key. In suite 1
 * there is none. What it cannot tell of another suite, it refuses.
 */
final class Commitments {
    private Commitments() {}

    /**
     * Gives the DEK back if it is the one that key state means.
     *
     * @throws KekException if it cannot be told; the DEK is closed then
     */
    static SecretBytes checked(KeyState.Key key, SecretBytes dek) {
        if (key.cipher().isSuite1()) {
            return dek;
        }
        dek.close();
        throw new KekException(
                KekException.Kind.UNSUPPORTED,
                "DEK " + key.dek().id() + " is of suite " + key.cipher().suite()
                        + ", and this release cannot tell whether what the KEK unwrapped is that key. It uses none that it"
                        + " cannot tell: run a release that seals in that suite");
    }
}
