package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.work.Config;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Unwraps the DEKs at start-up. */
public final class Unlocking {
    private final Config config;
    private final KekChain kek;
    private final Keyring keyring;

    public Unlocking(Config config, KekChain kek, Keyring keyring) {
        this.config = config;
        this.kek = kek;
        this.keyring = keyring;
    }

    public KekChain kek() {
        return kek;
    }

    public Keyring keyring() {
        return keyring;
    }

    public KeyringMac macKeys() {
        return new KeyringMac(keyring, Optional.of(kek));
    }

    public void unlock(Sidecar sidecar) {
        checkFingerprint(sidecar.local().kekFingerprint());
        unlock(sidecar.state().keys().values());
    }

    /** One of the previous KEKs may be the one that was used last. */
    private void checkFingerprint(Optional<String> recorded) {
        try {
            recorded.filter(fingerprint -> !kek.mayHave(fingerprint)).ifPresent(fingerprint -> {
                throw wrongKey(fingerprint);
            });
        } catch (KekException e) {
            throw refusal(e);
        }
    }

    private StartupRefusedException wrongKey(String recorded) {
        return new StartupRefusedException(
                Refusal.WRONG_KEK,
                "wrong key: the sidecar's keys are wrapped under the KEK with fingerprint " + recorded + "; "
                        + kek.description() + " has fingerprint "
                        + kek.fingerprint().orElse("none")
                        + ", and no previous one has that. Without the right one nothing can be read. Nothing is lost:"
                        + " keep the node and its directory, and name the KEK that was used before, by kek(…) or by"
                        + " previousKek(…)");
    }

    /** Unwraps those that are not in the keyring yet, and adds them. */
    public void unlock(Collection<KeyState.Key> keys) {
        unlock(keys, unwrapped -> {});
    }

    /** Unwraps those that are kept although they were retired. They only open. */
    public void unlockKept(Collection<KeyState.Key> kept) {
        unlock(kept);
        kept.forEach(key -> keyring.openOnly(key.dek().id()));
    }

    /** Has those that are unwrapped looked at before they are added: the MAC that vouches for them comes first. */
    public void unlock(Collection<KeyState.Key> keys, Consumer<KeyringMac> check) {
        Map<DekId, SecretBytes> deks = unwrapped(keys);
        try {
            checkCommitments(keys, deks);
            check.accept(macKeys().withAside(deks));
        } catch (RuntimeException e) {
            deks.values().forEach(SecretBytes::close);
            throw e;
        }
        for (KeyState.Key key : keys) {
            SecretBytes dek = deks.get(key.dek().id());
            if (dek != null) {
                Commitments.add(keyring, config.cluster(), key, dek);
            }
        }
    }

    private void checkCommitments(Collection<KeyState.Key> keys, Map<DekId, SecretBytes> deks) {
        try {
            for (KeyState.Key key : keys) {
                SecretBytes dek = deks.get(key.dek().id());
                if (dek != null) {
                    var unused = Commitments.checked(config.cluster(), key, dek);
                }
            }
        } catch (KekException e) {
            throw refusal(e);
        }
    }

    private Map<DekId, SecretBytes> unwrapped(Collection<KeyState.Key> keys) {
        try {
            return KekCalls.unwrapAll(
                    kek,
                    keys.stream()
                            .filter(key -> keyring.find(key.dek().id()).isEmpty())
                            .toList(),
                    config.cluster(),
                    config.limits().kekTimeout());
        } catch (KekException e) {
            throw refusal(e);
        }
    }

    public static StartupRefusedException refusal(KekException e) {
        return new StartupRefusedException(KekTrouble.refusal(e.kind()), KekTrouble.atUnlocking(e), e);
    }

    /** Refuses a start whose KEK does not even open. */
    public static StartupRefusedException doesNotOpen(KekException e) {
        return new StartupRefusedException(KekTrouble.refusal(e.kind()), KekTrouble.atOpening(e), e);
    }
}
