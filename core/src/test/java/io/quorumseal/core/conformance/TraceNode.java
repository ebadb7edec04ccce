package io.quorumseal.core.conformance;

import io.quorumseal.api.Applier;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.apply.KeyApplier;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.sidecar.MacKeys;
import io.quorumseal.core.internal.sidecar.MacSource;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.core.internal.sidecar.SidecarKeeper;
import io.quorumseal.core.internal.sidecar.SidecarMac;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One node that lives through a trace: the real Applier, keyring and sidecar, with the bytes kept in memory. */
final class TraceNode implements KeyApplier.Durable, KeyApplier.Keys, MacKeys {
    static final GroupId CONTROL = new GroupId("control");

    private final SidecarCodec codec = new SidecarCodec(CONTROL);
    private final MemoryStore store = new MemoryStore();
    private final FileKekBlob kek;
    private final Map<Purpose, LocalEpoch> epochs;
    private final Instant clock;
    private Keyring keyring = newKeyring();
    private SidecarKeeper keeper = new SidecarKeeper(store, codec, this, empty(), () -> Instant.EPOCH);
    private KeyApplier applier = newApplier();
    final List<Map<String, Object>> installs = new ArrayList<>();
    boolean installerFails;

    TraceNode(Case trace) {
        kek = new FileKekBlob(trace.bytes("kek"));
        clock = Instant.parse(trace.text("clock"));
        epochs = Map.of(
                Purpose.STORAGE, new LocalEpoch(trace.number32("storage_local_epoch")),
                Purpose.RAFT, new LocalEpoch(trace.number32("raft_local_epoch")));
        applier = newApplier();
    }

    private static Keyring newKeyring() {
        return new Keyring(new JdkAeadProvider(), new NodeId(1));
    }

    private static Sidecar empty() {
        return new Sidecar(
                KeyState.EMPTY, new Sidecar.Local("c", "n", LocalEpoch.ZERO, Optional.empty()), new TreeMap<>());
    }

    private KeyApplier newApplier() {
        return new KeyApplier(CONTROL, this, this, this::install, () -> clock, () -> epochs);
    }

    private void install(GroupId group, long cutover, DekId dek) {
        installs.add(Map.of("cutover_index", cutover, "active_raft_dek_id", dek.value()));
        if (installerFails) {
            throw new IllegalStateException("the installer was told to fail");
        }
    }

    /** A new process on the same bytes. */
    void restart() {
        keyring.close();
        keyring = newKeyring();
        Sidecar read = store.read().map(codec::decode).orElseGet(TraceNode::empty);
        read.state().keys().values().forEach(key -> keyring.add(key.dek().id(), key.purpose(), unwrapped(key)));
        if (!read.state().keys().isEmpty()
                && new SidecarMac(codec).verify(store.read().orElseThrow(), this) != SidecarMac.Verdict.VALID) {
            throw new AssertionError("the MAC of the sidecar is not valid after a restart");
        }
        keeper = new SidecarKeeper(store, codec, this, read, () -> Instant.EPOCH);
        applier = newApplier();
    }

    /** The class of the result, in the words of the vectors. */
    String apply(long index, EncryptionEntry entry) {
        try {
            Applier.Result result = applier.apply(new LogPosition(CONTROL, 1, index), entry);
            return result instanceof Applier.Result.Applied ? "OK" : "NOT_YET";
        } catch (HaltApplyException e) {
            return switch (e.reason()) {
                case INSTALLER -> "INSTALLER";
                case MALFORMED, FORBIDDEN -> "ENCRYPTION_APPLY";
                default -> "OTHER";
            };
        }
    }

    Optional<byte[]> file() {
        return store.read();
    }

    Keyring keyring() {
        return keyring;
    }

    @Override
    public KeyState state() {
        return keeper.current().state();
    }

    @Override
    public int fileSize(KeyState next) {
        return keeper.fileSize(next);
    }

    @Override
    public void write(KeyState next) {
        keeper.update(sidecar -> sidecar.with(next));
    }

    @Override
    public KeyApplier.Fetched fetch(KeyState.Key key) {
        return new KeyApplier.Fetched.Dek(unwrapped(key));
    }

    private SecretBytes unwrapped(KeyState.Key key) {
        return kek.unwrap(key.dek().wrapped())
                .map(SecretBytes::take)
                .orElseThrow(() -> new KekException(KekException.Kind.CORRUPT, "does not unwrap"));
    }

    @Override
    public void add(KeyState.Key key, SecretBytes dek) {
        keyring.add(key.dek().id(), key.purpose(), dek);
    }

    @Override
    public void retire(DekId dek) {
        keyring.openOnly(dek);
        keyring.remove(dek);
    }

    @Override
    public Optional<byte[]> macKey(MacSource source, byte[] info) {
        return Optional.of(keyring.derive(((MacSource.Dek) source).id(), info, 32));
    }

    private static final class MemoryStore implements SidecarStore {
        private Optional<byte[]> bytes = Optional.empty();

        @Override
        public void probe() {}

        @Override
        public Optional<byte[]> read() {
            return bytes;
        }

        @Override
        public void write(byte[] next) {
            bytes = Optional.of(next.clone());
        }

        @Override
        public Optional<byte[]> readAudit() {
            return Optional.empty();
        }

        @Override
        public void appendAudit(byte[] bytes) {}

        @Override
        public void close() {}
    }
}
