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
                        + ", and no previous one has that. Without the right one nothing can be read. Name the KEK that"
                        + " was used before, by kek(…) or by previousKek(…)");
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
            check.accept(macKeys().withAside(deks));
        } catch (RuntimeException e) {
            deks.values().forEach(SecretBytes::close);
            throw e;
        }
        for (KeyState.Key key : keys) {
            SecretBytes dek = deks.get(key.dek().id());
            if (dek != null) {
                keyring.add(key.dek().id(), key.purpose(), dek);
            }
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
        boolean retry = e.kind().isRetryable();
        String danger = retry
                ? "the KEK does not answer (" + e.kind() + "), so the node's keys cannot be unwrapped: "
                        + e.getMessage()
                        + ". Nothing is wrong with the keys as far as is known; start again when it answers"
                : "the KEK does not unwrap the node's keys (" + e.kind() + "): " + e.getMessage()
                        + ". Sealed data could not be read. " + advice(e.kind());
        return new StartupRefusedException(retry ? Refusal.KEK_UNREACHABLE : Refusal.WRONG_KEK, danger, e);
    }

    /** Damage is the last thing to think of: advice to replace nodes would destroy a cluster whose KMS only says no. */
    private static String advice(KekException.Kind kind) {
        String kept = "Nothing is lost: the wrapped keys are as they were. Keep the node and its directory";
        return switch (kind) {
            case DENIED -> kept + ", and have whoever grants access to the KEK grant it to this node again";
            case KEY_DISABLED ->
                kept + ", and have the KEK's administrator enable the key, or cancel its deletion before"
                        + " that is due";
            case KEY_NOT_FOUND ->
                kept + ". Name the right KEK; if that is named, have the KEK's administrator bring the" + " key back";
            case MISCONFIGURED ->
                kept + ", and correct this node's configuration of the KEK: its URI, credentials and" + " certificates";
            case UNSUPPORTED -> kept + ", and start the release, or name the provider, that wrapped the keys";
            case WRONG_KEY -> kept + ". Name the right KEK, by kek(…) or by previousKek(…)";
            case CORRUPT ->
                "Name the right KEK; one that lags behind, as a standby, may not know the newest version of"
                        + " its key yet: start again. If every member's KEK unwraps its keys but this node's, the file was"
                        + " damaged: keep it, and only then let a new node join under another name";
            case UNREACHABLE, THROTTLED -> "Start again when it answers";
        };
    }
}
