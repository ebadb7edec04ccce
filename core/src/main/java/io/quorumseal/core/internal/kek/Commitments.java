package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import io.quorumseal.core.internal.key.DekKeys;
import io.quorumseal.core.internal.key.Keyring;

/**
 * Holds a DEK that was unwrapped against the commitment that came with it, before anything else sees the key. In suite 1
 * there is none. What it cannot tell of another suite, it refuses.
 */
public final class Commitments {
    private Commitments() {}

    /**
     * Says what a DEK of suite 2 is for.
     *
     * @throws KekException if the suite is not known here
     */
    public static Attributes attributes(String cluster, Purpose purpose, DekId id, DekCipher cipher) {
        if (cipher.suite() != DekCipher.SECOND_SUITE) {
            throw new KekException(
                    KekException.Kind.UNSUPPORTED,
                    "DEK " + id + " is of suite " + cipher.suite()
                            + ", and this release cannot tell whether what the KEK unwrapped is that key. It uses none that"
                            + " it cannot tell: run a release that seals in that suite");
        }
        return new Attributes(cluster, purpose, Binds.of((byte) cipher.binds()));
    }

    /**
     * Gives the DEK back if it is the one that key state means.
     *
     * @throws KekException if it is another, or cannot be told; the DEK is closed then
     */
    public static SecretBytes checked(String cluster, KeyState.Key key, SecretBytes dek) {
        try {
            if (isMeant(cluster, key.purpose(), key.dek().id(), key.cipher(), dek)) {
                return dek;
            }
        } catch (KekException e) {
            dek.close();
            throw e;
        }
        dek.close();
        throw new KekException(
                KekException.Kind.CORRUPT,
                "what the KEK unwrapped as DEK " + key.dek().id() + " is not the key that its commitment was made for");
    }

    /** Whether a key is the one that a commitment was made for, with all that it is for. */
    static boolean isMeant(String cluster, Purpose purpose, DekId id, DekCipher cipher, SecretBytes dek) {
        if (cipher.isSuite1()) {
            return true;
        }
        Attributes attributes = attributes(cluster, purpose, id, cipher);
        if (dek.length() != DekKeys.SIZE) {
            return false;
        }
        try (DekKeys keys = DekKeys.of(id, attributes, dek)) {
            return keys.matches(cipher.commitment());
        }
    }

    /** Adds a DEK in its suite. */
    public static void add(Keyring keyring, String cluster, KeyState.Key key, SecretBytes dek) {
        DekId id = key.dek().id();
        if (key.cipher().isSuite1()) {
            keyring.add(id, key.purpose(), dek);
        } else {
            keyring.add(id, attributes(cluster, key.purpose(), id, key.cipher()), dek);
        }
    }

    /** Whether the keyring knows a DEK with another key, or for something else. */
    static boolean contradicts(
            Keyring keyring, String cluster, Purpose purpose, DekId id, DekCipher cipher, SecretBytes dek) {
        return cipher.isSuite1()
                ? keyring.contradicts(id, purpose, dek)
                : keyring.contradicts(id, attributes(cluster, purpose, id, cipher), dek);
    }
}
