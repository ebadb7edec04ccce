package io.quorumseal.core.internal.kek;

import io.quorumseal.api.Applier.Result;
import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.internal.apply.KeyApplier;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.work.Config;
import io.quorumseal.core.internal.work.Stalls;
import io.quorumseal.core.internal.work.Tally;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Where DEKs come from: unwrapped ahead of the entry that brings them, or by the KEK while apply waits.
 *
 * <p>A KEK that does not unwrap what apply needs stalls apply, whatever it says: one that lags behind, is disabled or is
 * another one has another answer later. It is asked again after each {@code stallRetry}, without end.
 */
public final class KekDesk implements KeyApplier.Keys {
    /** How many DEKs may be unwrapped ahead; older ones are dropped, and unwrapped again if they do come. */
    static final int MAX_PREWARMED = 64;

    private final Config config;
    private final KekChain kek;
    private final KekWatch watch;
    private final Keyring keyring;
    private final Stalls stalls;
    private final Tally tally;
    private final Unwraps unwraps;
    private final Map<WrappedDek, SecretBytes> prewarmed = new LinkedHashMap<>();

    public KekDesk(Config config, KekChain kek, KekWatch watch, Keyring keyring, Stalls stalls, Tally tally) {
        this.config = config;
        this.kek = kek;
        this.watch = watch;
        this.keyring = keyring;
        this.stalls = stalls;
        this.tally = tally;
        this.unwraps = new Unwraps(config);
    }

    public WrappedDek wrap(Purpose purpose, DekId id, SecretBytes dek) {
        return new WrappedDek(id, asked(() -> kek.wrap(dek, context(purpose, id), timeout())));
    }

    /** Wraps a DEK anew, under the newest version of the current KEK. */
    public WrappedDek rewrap(KeyState.Key key) {
        DekId id = key.dek().id();
        return new WrappedDek(id, asked(() -> kek.rewrap(key.dek().wrapped(), context(key.purpose(), id), timeout())));
    }

    /** Wraps a secret for nodes that have no keys. */
    public byte[] wrapForPeers(SecretBytes secret) {
        return asked(() -> kek.wrap(secret, context(Purpose.PEER, DekId.NONE), timeout()));
    }

    /** Unwraps what a node that may be a stranger wrapped for one that has no keys; by the current KEK only. */
    public SecretBytes unwrapOfPeer(byte[] wrapped) {
        return kek.unwrapByCurrent(wrapped, context(Purpose.PEER, DekId.NONE), timeout());
    }

    /** The MAC secret of the current KEK, which stays the KEK's, if anybody can wrap under that. */
    public Optional<SecretBytes> macSecretOfCurrent() {
        return kek.macSecretOfCurrent();
    }

    public String kekVersion() {
        return asked(kek::version);
    }

    /** Calls the KEK once, and tells how long that took. */
    public Duration probe() {
        return watch.call();
    }

    /** A failure is a reason to look at the KEK, and nothing more: these very bytes may be at fault. */
    private <T> T asked(Supplier<T> call) {
        try {
            T answer = call.get();
            watch.succeeded();
            return answer;
        } catch (KekException e) {
            watch.testNow();
            throw e;
        }
    }

    private Duration timeout() {
        return config.limits().kekTimeout();
    }

    /** Unwraps a DEK before the entry that brings it is proposed, so that apply need not ask the KEK. */
    public void prewarm(Purpose purpose, WrappedDek dek, DekCipher cipher) {
        SecretBytes bytes = asked(() -> kek.unwrapOffered(
                dek.wrapped(),
                context(purpose, dek.id()),
                timeout(),
                unwrapped -> isOurs(purpose, dek.id(), cipher, unwrapped)));
        synchronized (prewarmed) {
            SecretBytes twin = prewarmed.put(dek, bytes);
            if (twin != null) {
                twin.close();
            }
            if (prewarmed.size() > MAX_PREWARMED) {
                dropOldest();
            }
        }
    }

    private boolean isOurs(Purpose purpose, DekId id, DekCipher cipher, SecretBytes dek) {
        return Commitments.isMeant(config.cluster(), purpose, id, cipher, dek)
                && !Commitments.contradicts(keyring, config.cluster(), purpose, id, cipher, dek);
    }

    private void dropOldest() {
        WrappedDek oldest = prewarmed.keySet().iterator().next();
        SecretBytes bytes = prewarmed.remove(oldest);
        if (bytes != null) {
            bytes.close();
        }
    }

    private SecretBytes unwrap(Purpose purpose, WrappedDek dek) {
        return asked(() -> kek.unwrap(dek.wrapped(), context(purpose, dek.id()), timeout()));
    }

    private WrapContext context(Purpose purpose, DekId id) {
        return new WrapContext(config.cluster(), purpose, id);
    }

    /** Why something waits for a DEK, if it does. */
    public Optional<String> trouble() {
        return unwraps.trouble();
    }

    /** Whatever the KEK says, or its provider throws, is waited out: nothing is applied without the key. */
    @Override
    public KeyApplier.Fetched fetch(KeyState.Key key) {
        return fetch(key, failure -> true);
    }

    /**
     * Does the same for whoever asks again by himself, and can say why it failed.
     *
     * @throws KekException if waiting alone does not help
     */
    public KeyApplier.Fetched fetchOrFail(KeyState.Key key) {
        return fetch(
                key, failure -> !(failure instanceof KekException e) || e.kind().isRetryable());
    }

    private KeyApplier.Fetched fetch(KeyState.Key key, Predicate<RuntimeException> waits) {
        DekId id = key.dek().id();
        try {
            SecretBytes dek =
                    Commitments.checked(config.cluster(), key, ahead(key).orElseGet(() -> onApply(key)));
            unwraps.succeeded(id);
            return new KeyApplier.Fetched.Dek(dek);
        } catch (RuntimeException e) {
            if (!waits.test(e)) {
                throw e;
            }
            return new KeyApplier.Fetched.Later(new Result.NotYet(
                    unwraps.failed(id, e), stalls.after(config.limits().stallRetry())));
        }
    }

    /** The copy that was unwrapped ahead stays, because an entry may be looked at more than once. */
    private Optional<SecretBytes> ahead(KeyState.Key key) {
        synchronized (prewarmed) {
            return Optional.ofNullable(prewarmed.get(key.dek())).map(SecretBytes::copy);
        }
    }

    private SecretBytes onApply(KeyState.Key key) {
        tally.kekCallsOnApply.increment();
        return unwrap(key.purpose(), key.dek());
    }

    @Override
    public void add(KeyState.Key key, SecretBytes dek) {
        Commitments.add(keyring, config.cluster(), key, dek);
        synchronized (prewarmed) {
            SecretBytes bytes = prewarmed.remove(key.dek());
            if (bytes != null) {
                bytes.close();
            }
        }
    }

    @Override
    public void retire(DekId dek) {
        keyring.openOnly(dek);
    }

    /** Ends the wait of whoever asks the KEK. */
    public void cancel() {
        kek.cancel();
    }

    public void close() {
        synchronized (prewarmed) {
            prewarmed.values().forEach(SecretBytes::close);
            prewarmed.clear();
        }
    }
}
