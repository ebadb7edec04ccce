package io.quorumseal.core.internal.offline;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.sidecar.Inspection;
import io.quorumseal.core.internal.sidecar.MacSource;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.core.internal.sidecar.SidecarMac;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Wrapped keys outside of a node: a copy of its key file, or key state that it exported. Nothing of it is proven yet. */
public final class KeyCopy {
    /** The largest of either kind, in bytes. */
    public static final int MOST_BYTES = 1 << 27;

    private final String name;
    private final Optional<String> cluster;
    private final KeyState state;
    private final Map<DekId, KeyState.Key> keys;
    private final Proof proof;

    /** What shows that a holder of the cluster's keys wrote it. */
    private interface Proof {
        /** The DEK that the MAC may be made by. */
        Optional<DekId> signer();

        /** Whether the MAC is right; an error says so, too. */
        boolean isValid(String cluster, KeyringMac macs);

        /** What to do if not. */
        String remedy();
    }

    /**
     * Says which snapshot exported key state was kept with; the MAC is bound to that.
     *
     * @param group the group; of the control group, if there are keys in it
     * @param index the index through which the snapshot was taken
     */
    public record Snapshot(GroupId group, long index) {}

    private KeyCopy(String name, Optional<String> cluster, KeyState state, Map<DekId, KeyState.Key> keys, Proof proof) {
        this.name = name;
        this.cluster = cluster;
        this.state = state;
        this.keys = Map.copyOf(keys);
        this.proof = proof;
    }

    /**
     * Reads one, of either kind.
     *
     * @param name what it is, for people
     * @param bytes the copy
     * @param snapshot which snapshot it was exported for, if that is known and it is no key file
     * @throws io.quorumseal.api.MalformedException if it is neither
     */
    public static KeyCopy of(String name, byte[] bytes, Optional<Snapshot> snapshot) {
        return SealedState.begins(bytes) ? exported(name, bytes, snapshot) : keyFile(name, bytes);
    }

    private static KeyCopy keyFile(String name, byte[] bytes) {
        Inspection seen = Inspection.of(bytes);
        Map<DekId, KeyState.Key> keys = new HashMap<>(seen.sidecar().local().kept());
        keys.putAll(seen.sidecar().state().keys());
        String cluster = seen.sidecar().local().cluster();
        return new KeyCopy(
                name,
                cluster.isEmpty() ? Optional.empty() : Optional.of(cluster),
                seen.sidecar().state(),
                keys,
                new OfKeyFile(bytes, seen));
    }

    private record OfKeyFile(byte[] bytes, Inspection seen) implements Proof {
        @Override
        public Optional<DekId> signer() {
            return seen.mac()
                    .flatMap(source -> source instanceof MacSource.Dek dek ? Optional.of(dek.id()) : Optional.empty());
        }

        @Override
        public boolean isValid(String cluster, KeyringMac macs) {
            SidecarCodec codec = new SidecarCodec(seen.control().orElse(Inspection.UNNAMED));
            return new SidecarMac(codec).verify(bytes, macs) == SidecarMac.Verdict.VALID;
        }

        @Override
        public String remedy() {
            return "take the key file from another copy; of another member, too, if it has that DEK";
        }
    }

    private static KeyCopy exported(String name, byte[] bytes, Optional<Snapshot> snapshot) {
        SealedState state =
                SealedState.decode(bytes, snapshot.map(Snapshot::index).orElse(0L));
        return new KeyCopy(
                name,
                Optional.empty(),
                state.state(),
                state.state().keys(),
                new OfExport(state, snapshot.map(Snapshot::group)));
    }

    private record OfExport(SealedState state, Optional<GroupId> group) implements Proof {
        @Override
        public Optional<DekId> signer() {
            return state.signer();
        }

        @Override
        public boolean isValid(String cluster, KeyringMac macs) {
            return group.isPresent() && state.isValid(group.get(), cluster, macs);
        }

        @Override
        public String remedy() {
            return "name the control group and the index of the snapshot that it was exported for, or take a copy of the key"
                    + " file in its place";
        }
    }

    /** What it is, for people. */
    String name() {
        return name;
    }

    /** Which DEKs were retired when it was made. */
    KeyState state() {
        return state;
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** A DEK that is live in it, or kept. */
    Optional<KeyState.Key> key(DekId dek) {
        return Optional.ofNullable(keys.get(dek));
    }

    /** The key by which the MAC may be made. */
    Optional<KeyState.Key> signer() {
        return proof.signer().flatMap(this::key);
    }

    /**
     * Tells the cluster's name.
     *
     * @param told what the caller knows of it
     * @throws RejectedException if nobody knows it, or both do, and differ
     */
    String cluster(Optional<String> told) {
        if (cluster.isPresent() && told.isPresent() && !told.equals(cluster)) {
            throw refused(name + " is of cluster " + cluster.get() + ", and not of " + told.get());
        }
        return told.or(() -> cluster)
                .orElseThrow(() -> refused(name + " does not say of which cluster it is; name the cluster"));
    }

    /**
     * Checks who made it, which is to be done where a key that unwraps proves nothing, because anybody can wrap.
     *
     * @throws RejectedException if that is not shown
     */
    void checkProof(String cluster, KeyringMac macs) {
        if (!proof.isValid(cluster, macs)) {
            throw refused("anybody can wrap under that KEK, so anybody may have made these keys, and the MAC of " + name
                    + " does not show that a node of cluster " + cluster + " did: " + proof.remedy());
        }
    }

    private static RejectedException refused(String why) {
        return new RejectedException(RejectedException.Reason.BAD_REQUEST, why);
    }
}
