package io.quorumseal.core.internal.apply;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.Applier.Result;
import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapInstaller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** An Applier whose every effect is written down in the order in which it happens. */
final class Replica implements KeyApplier.Durable, KeyApplier.Keys {
    static final GroupId CONTROL = new GroupId("control");
    static final GroupId DATA = new GroupId("data");
    static final DekId STORAGE = DekId.of(11);
    static final DekId RAFT = DekId.of(12);
    static final DekId NEXT = DekId.of(13);
    static final NodeId NODE = new NodeId(0x10001);
    static final LocalEpoch OPENING = new LocalEpoch(7);
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    final List<String> effects = new ArrayList<>();
    final TreeSet<DekId> keys = new TreeSet<>();

    Optional<KekException.Kind> kekFails = Optional.empty();
    /** What was unwrapped, the applier's to close. */
    final List<SecretBytes> fetched = new ArrayList<>();
    /** What happens while the KEK is asked. */
    Runnable whileFetching = () -> {};

    boolean installerFails;
    boolean writeFails;
    int fileSize;
    private KeyState state = KeyState.EMPTY;
    final KeyApplier applier;

    Replica() {
        this.applier = applierWith(this::install);
    }

    KeyApplier applierWith(WrapInstaller installer) {
        return new KeyApplier(
                CONTROL,
                this,
                this,
                installer,
                () -> NOW,
                () -> Map.of(Purpose.STORAGE, OPENING, Purpose.RAFT, OPENING));
    }

    /** A replica with keys, and nothing noted yet. */
    static Replica bootstrapped() {
        Replica replica = new Replica();
        replica.apply(1, bootstrap());
        replica.effects.clear();
        return replica;
    }

    static Replica cutOver(long index) {
        Replica replica = bootstrapped();
        replica.apply(index, enable(Purpose.RAFT, RAFT));
        replica.effects.clear();
        return replica;
    }

    static Bootstrap bootstrap() {
        return new Bootstrap(wrapped(STORAGE), wrapped(RAFT), List.of(by(STORAGE, 1), by(RAFT, 1)));
    }

    static RotateDek rotate(Purpose purpose, DekId dek) {
        return new RotateDek(purpose, wrapped(dek), by(dek, 1));
    }

    /** A cipher of suite 2; the same byte makes the same commitment. */
    static DekCipher second(Purpose purpose, int commitment) {
        byte[] bytes = new byte[DekCipher.COMMITMENT_SIZE];
        bytes[0] = (byte) commitment;
        return new DekCipher(2, purpose == Purpose.STORAGE ? DekCipher.NOTHING : DekCipher.TERM, bytes);
    }

    /** Brings a DEK of suite 2, whose commitment is made of its id. */
    static NewKey newKey(Purpose purpose, DekId dek) {
        return new NewKey(purpose, second(purpose, dek.bits()), wrapped(dek));
    }

    static NewKeys newKeys(What what, NewKey... keys) {
        return new NewKeys(what, List.of(keys), NODE);
    }

    static EnableEnvelope enable(Purpose kind, DekId dek) {
        return new EnableEnvelope(kind, kind, dek, new byte[0], by(dek, 1));
    }

    static RegisterWriter register(DekId dek, NodeId node, int epoch) {
        return new RegisterWriter(new Registration(dek, node, new LocalEpoch(epoch)));
    }

    static Registration by(DekId dek, int epoch) {
        return new Registration(dek, NODE, new LocalEpoch(epoch));
    }

    static WrappedDek wrapped(DekId dek) {
        return new WrappedDek(dek, dek.toString().getBytes(StandardCharsets.UTF_8));
    }

    Outcome apply(long index, EncryptionEntry entry) {
        return apply(CONTROL, index, entry);
    }

    Outcome apply(GroupId group, long index, EncryptionEntry entry) {
        return ((Result.Applied) applier.apply(at(group, index), entry)).outcome();
    }

    static LogPosition at(GroupId group, long index) {
        return new LogPosition(group, 1, index);
    }

    KeyState.Key key(DekId dek) {
        return Objects.requireNonNull(state.keys().get(dek));
    }

    long applied(GroupId group) {
        return state.group(group).applied();
    }

    private void install(GroupId group, long cutover, DekId dek) {
        effects.add("install " + group + " " + cutover + " " + dek);
        if (installerFails) {
            throw new IllegalStateException("told to fail");
        }
    }

    @Override
    public KeyState state() {
        return state;
    }

    @Override
    public int fileSize(KeyState next) {
        return fileSize;
    }

    @Override
    public void write(KeyState next) {
        if (writeFails) {
            throw new HaltApplyException(HaltApplyException.Reason.STORAGE, "told to fail");
        }
        if (!next.equals(state)) {
            effects.add("write active=" + next.active().get(Purpose.RAFT));
            state = next;
        }
    }

    @Override
    public KeyApplier.Fetched fetch(KeyState.Key key) {
        if (kekFails.equals(Optional.of(KekException.Kind.UNREACHABLE))) {
            return new KeyApplier.Fetched.Later(new Result.NotYet("no KEK", new CompletableFuture<>()));
        }
        kekFails.ifPresent(kind -> {
            throw new KekException(kind, "told to fail");
        });
        whileFetching.run();
        SecretBytes dek = SecretBytes.take(Arrays.copyOf(key.dek().wrapped(), 32));
        fetched.add(dek);
        return new KeyApplier.Fetched.Dek(dek);
    }

    @Override
    public void add(KeyState.Key key, SecretBytes dek) {
        // Fails if it was closed before it got here.
        byte[] begin = dek.readSecret(bytes -> Arrays.copyOf(bytes, key.dek().wrapped().length));
        if (!Arrays.equals(key.dek().wrapped(), begin)) {
            throw new AssertionError("DEK " + key.dek().id() + " was given another one's key");
        }
        effects.add("key " + key.dek().id());
        keys.add(key.dek().id());
    }

    @Override
    public void retire(DekId dek) {
        effects.add("destroy " + dek);
        keys.remove(dek);
    }
}
