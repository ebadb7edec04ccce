package io.quorumseal.core.internal.apply;

import io.quorumseal.api.Applier;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.HaltApplyException.Reason;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapInstaller;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The Applier: has an entry decided, obtains the keys that it needs, and does what was decided in one place: one
 * durable write, then memory, then the installer.
 *
 * <p>Keys are obtained outside of the lock, because a KEK may be slow. The decision is made again under the lock,
 * where other groups may have changed the state meanwhile.
 */
public final class KeyApplier implements Applier {
    private final Decider decider = new Decider();
    private final GroupId control;
    private final Durable durable;
    private final Keys keys;
    private final WrapInstaller installer;
    private final InstantSource clock;
    private final Supplier<Map<Purpose, LocalEpoch>> epochs;
    private final Object lock = new Object();
    private volatile CompletableFuture<Void> change = new CompletableFuture<>();
    private KeyState announced = KeyState.EMPTY;

    /** The sidecar's replicated part. */
    public interface Durable {
        /** What holds now. */
        KeyState state();

        /** Makes {@code next} hold durably, and keeps what it retires; writes nothing if it holds already. */
        void write(KeyState next);

        /** How many bytes the file has in which {@code next} holds. */
        int fileSize(KeyState next);
    }

    /** The keys in memory, and where new ones come from. */
    public interface Keys {
        /**
         * Unwraps a DEK, or gives it if somebody did so before; never one that is not known to be the key that its
         * commitment was made for.
         *
         * @throws QuorumSealException if it never will unwrap
         */
        Fetched fetch(KeyState.Key key);

        /** Takes a key over, unless the same is there. */
        void add(KeyState.Key key, SecretBytes dek);

        /** Has a retired key open only. It is destroyed once nothing on the node needs it. */
        void retire(DekId dek);
    }

    /** What fetching a DEK gave. */
    public sealed interface Fetched {
        /** The DEK; the receiver's to close. */
        record Dek(SecretBytes bytes) implements Fetched {}

        /** The KEK does not answer now. */
        record Later(Result.NotYet notYet) implements Fetched {}
    }

    public KeyApplier(
            GroupId control,
            Durable durable,
            Keys keys,
            WrapInstaller installer,
            InstantSource clock,
            Supplier<Map<Purpose, LocalEpoch>> epochs) {
        this.control = control;
        this.durable = durable;
        this.keys = keys;
        this.installer = installer;
        this.clock = clock;
        this.epochs = epochs;
    }

    /**
     * Fails as applying an entry would, as far as that depends on the key state, or if there is no room for what it
     * leads to. Does nothing.
     */
    public void dryRun(LogPosition position, EncryptionEntry entry) {
        if (decide(position, entry) instanceof Decision.Change change) {
            Room.check(entry, durable.state(), change.next(), durable::fileSize);
        }
    }

    /** Tells why an entry must not be applied before key state is taken over from the leader, if so: see {@link OtherLog}. */
    public Optional<String> otherLogShownBy(LogPosition position, EncryptionEntry entry) {
        return OtherLog.shownBy(scene(position), entry);
    }

    @Override
    public Result apply(LogPosition position, EncryptionEntry entry) {
        CompletableFuture<Void> next = nextChange();
        Decision decision = decide(position, entry);
        if (decision instanceof Decision.Wait wait) {
            return new Result.NotYet(wait.why(), next);
        }
        Map<WrappedDek, SecretBytes> deks = new HashMap<>();
        try {
            return fetchAll(((Decision.Change) decision).keys(), position, deks)
                    .<Result>map(later -> later)
                    .orElseGet(() -> commit(position, entry, deks));
        } finally {
            announce();
            deks.values().forEach(SecretBytes::close);
        }
    }

    private Optional<Result.NotYet> fetchAll(
            List<KeyState.Key> wanted, LogPosition at, Map<WrappedDek, SecretBytes> deks) {
        for (KeyState.Key key : wanted) {
            Fetched fetched = fetch(key, at);
            if (fetched instanceof Fetched.Later later) {
                return Optional.of(later.notYet());
            }
            deks.put(key.dek(), ((Fetched.Dek) fetched).bytes());
        }
        return Optional.empty();
    }

    private Fetched fetch(KeyState.Key key, LogPosition at) {
        try {
            return keys.fetch(key);
        } catch (HaltApplyException e) {
            throw e;
        } catch (QuorumSealException e) {
            throw new HaltApplyException(
                    Reason.BAD_KEY, "DEK " + key.dek().id() + " of the entry at " + at + " does not unwrap", e);
        }
    }

    /** Decides again, now that nobody else changes anything: meanwhile an import may have brought some of the keys. */
    private Result commit(LogPosition position, EncryptionEntry entry, Map<WrappedDek, SecretBytes> deks) {
        synchronized (lock) {
            Decision.Change change = (Decision.Change) decide(position, entry);
            for (KeyState.Key key : change.keys()) {
                keys.add(key, Objects.requireNonNull(deks.get(key.dek())).copy());
            }
            durable.write(change.next());
            change.retired().forEach(keys::retire);
            change.installs().forEach(group -> install(change.next(), group));
            return new Result.Applied(change.outcome());
        }
    }

    /** Has other changes of key state, as an import, made under the lock that orders them with applied entries. */
    public void change(UnaryOperator<KeyState> operator) {
        synchronized (lock) {
            durable.write(operator.apply(durable.state()));
        }
        announce();
    }

    /** Installs the wrap of every group that is cut over; at start-up and after an import. */
    public void installAll() {
        synchronized (lock) {
            KeyState state = durable.state();
            state.groups().keySet().forEach(group -> install(state, group));
        }
    }

    private void install(KeyState state, GroupId group) {
        @Nullable DekId dek = state.active().get(Purpose.RAFT);
        OptionalLong cutover = state.group(group).cutover();
        if (dek == null || cutover.isEmpty()) {
            return;
        }
        try {
            installer.install(group, cutover.getAsLong(), dek);
        } catch (RuntimeException e) {
            throw new HaltApplyException(
                    Reason.INSTALLER, "the wrap of group " + group + " could not be installed: " + e.getMessage(), e);
        }
    }

    private Decision decide(LogPosition position, EncryptionEntry entry) {
        return decider.decide(scene(position), entry);
    }

    private Scene scene(LogPosition position) {
        return new Scene(
                durable.state(), control, position, clock.instant().truncatedTo(ChronoUnit.SECONDS), epochs.get());
    }

    /** Completes at the next change of key state. Asked for each payload, it waits for nobody who writes. */
    public CompletableFuture<Void> nextChange() {
        return change;
    }

    /** Outside of the lock, because those who wait go on at once, on this thread. */
    private void announce() {
        CompletableFuture<Void> done;
        synchronized (lock) {
            if (durable.state().equals(announced)) {
                return;
            }
            announced = durable.state();
            done = change;
            change = new CompletableFuture<>();
        }
        done.complete(null);
    }
}
