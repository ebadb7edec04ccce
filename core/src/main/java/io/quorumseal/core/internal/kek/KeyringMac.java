package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.key.Hkdf;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.sidecar.MacKeys;
import io.quorumseal.core.internal.sidecar.MacSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of MACs are derived from DEKs: who lacks the KEK cannot make one. Where anybody can wrap under the KEK that
 * a DEK came out of, anybody may have made the DEK, and that KEK's own secret takes its place.
 *
 * @param keyring the DEKs
 * @param keks the KEKs; empty if encryption is off
 * @param aside DEKs that are not in the keyring, and prove only what came with them
 */
public record KeyringMac(Keyring keyring, Optional<KekChain> keks, Map<DekId, SecretBytes> aside) implements MacKeys {
    private static final int KEY_SIZE = 32;

    /** Derives from the keyring alone. */
    public KeyringMac(Keyring keyring, Optional<KekChain> keks) {
        this(keyring, keks, Map.of());
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
            return keks.flatMap(chain -> chain.macSecret(secret.name())).map(key -> Hkdf.derive(key, info, KEY_SIZE));
        }
        DekId dek = ((MacSource.Dek) source).id();
        return wrappedByAnybody(dek).isPresent() ? Optional.empty() : derived(dek, info);
    }

    private Optional<byte[]> derived(DekId dek, byte[] info) {
        return keyring.find(dek)
                .map(known -> keyring.derive(dek, info, KEY_SIZE))
                .or(() -> Optional.ofNullable(aside.get(dek)).map(held -> Hkdf.derive(held, info, KEY_SIZE)));
    }

    /** The same, and DEKs that stay the caller's: held aside until what came with them is verified. */
    public KeyringMac withAside(Map<DekId, SecretBytes> held) {
        return new KeyringMac(keyring, keks, held);
    }

    /** Forgets where a DEK came from that is not in the keyring. */
    public void forget(DekId dek) {
        if (keyring.find(dek).isEmpty()) {
            keks.ifPresent(chain -> chain.forget(dek));
        }
    }

    /**
     * Derives the keys by which nodes may prove themselves in the name of a DEK, the one to prove oneself by first. It is that of
     * what is exported; but while a KEK is left for another one, members need not agree whether anybody can wrap under what the DEK
     * came out of, and each takes both.
     */
    public List<byte[]> peerKeys(DekId dek, byte[] info) {
        List<byte[]> keys = new ArrayList<>();
        if (keks.filter(KekChain::isMoving).isPresent() && keyring.find(dek).isPresent()) {
            derived(dek, info).ifPresent(keys::add);
            keks.flatMap(KekChain::macSecretOfCurrent)
                    .ifPresent(secret -> keys.add(Hkdf.derive(secret, info, KEY_SIZE)));
        }
        exportKey(dek, info).ifPresent(keys::add);
        return keys;
    }

    /** Derives the key of what is exported in the name of a DEK; empty if the DEK is not known. */
    public Optional<byte[]> exportKey(DekId dek, byte[] info) {
        boolean known = keyring.find(dek).isPresent() || aside.containsKey(dek);
        return known ? macKey(sourceFor(dek), info) : Optional.empty();
    }
}
