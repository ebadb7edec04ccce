package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.key.Hkdf;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.sidecar.MacKeys;
import io.quorumseal.core.internal.sidecar.MacSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The keys of MACs are derived from DEKs: who lacks the KEK cannot make one. Where anybody can wrap under the KEK that
 * a DEK came out of, anybody may have made the DEK, and that KEK's own secret takes its place.
 *
 * @param keyring the DEKs
 * @param keks the KEKs; empty if encryption is off
 * @param aside DEKs that are not in the keyring, and prove only what came with them
 * @param suite the cipher suite that the keys are for: a node with another one finds every MAC wrong
 */
public record KeyringMac(Keyring keyring, Optional<KekChain> keks, Map<DekId, SecretBytes> aside, byte suite)
        implements MacKeys {
    private static final int KEY_SIZE = 32;

    /** The reference's, which knows no other: its keys are derived as they always were. */
    private static final byte FIRST_SUITE = 1;

    /** Derives from the keyring alone. */
    public KeyringMac(Keyring keyring, Optional<KekChain> keks) {
        this(keyring, keks, Map.of(), keyring.suite());
    }

    @Override
    public Optional<MacSource> signer(KeyState state) {
        return MacKeys.super
                .signer(state)
                .map(source -> source instanceof MacSource.Dek dek ? sourceFor(dek.id()) : source);
    }

    private MacSource sourceFor(DekId dek) {
        return wrappedByAnybody(dek).<MacSource>map(MacSource.Secret::new).orElseGet(() -> new MacSource.Dek(dek));
    }

    private Optional<String> wrappedByAnybody(DekId dek) {
        return keks.flatMap(chain -> chain.wrappedByAnybody(dek));
    }

    @Override
    public Optional<byte[]> macKey(MacSource source, byte[] info) {
        if (source instanceof MacSource.Secret secret) {
            return keks.flatMap(chain -> chain.macSecret(secret.name()))
                    .map(key -> Hkdf.derive(key, bound(info), KEY_SIZE));
        }
        DekId dek = ((MacSource.Dek) source).id();
        return wrappedByAnybody(dek).isPresent() ? Optional.empty() : derived(dek, bound(info));
    }

    private byte[] bound(byte[] info) {
        if (suite == FIRST_SUITE) {
            return info;
        }
        byte[] bound = Arrays.copyOf(info, info.length + 1);
        bound[info.length] = suite;
        return bound;
    }

    /** Says so if what is wrong by these keys is right by those of another cipher suite. */
    public Optional<String> ofAnotherSuite(Predicate<KeyringMac> right) {
        return Keyring.suites().stream()
                .filter(other -> other != suite && right.test(new KeyringMac(keyring, keks, aside, other)))
                .findFirst()
                .map(keyring::wrongCipher);
    }

    private Optional<byte[]> derived(DekId dek, byte[] info) {
        return keyring.find(dek)
                .map(known -> keyring.derive(dek, info, KEY_SIZE))
                .or(() -> Optional.ofNullable(aside.get(dek)).map(held -> Hkdf.derive(held, info, KEY_SIZE)));
    }

    /** The same, and DEKs that stay the caller's: held aside until what came with them is verified. */
    public KeyringMac withAside(Map<DekId, SecretBytes> held) {
        return new KeyringMac(keyring, keks, held, suite);
    }

    /** Derives the key of what is exported in the name of a DEK; empty if the DEK is not known. */
    public Optional<byte[]> exportKey(DekId dek, byte[] info) {
        boolean known = keyring.find(dek).isPresent() || aside.containsKey(dek);
        return known ? macKey(sourceFor(dek), info) : Optional.empty();
    }
}
