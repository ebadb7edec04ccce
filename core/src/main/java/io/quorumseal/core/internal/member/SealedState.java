package io.quorumseal.core.internal.member;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.internal.format.HmacSha256;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.core.internal.format.WireWriter;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.node.Node;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Key state as it leaves a node: the exported state, and a MAC under a key derived from the active raft DEK, or from
 * the secret that serves in its place ({@link KeyringMac}), and bound to the cluster, the group, and what carries it: a
 * snapshot, by its index, or an answer. The group's log and how far it was applied stand in the state itself. Who can write
 * a snapshot's files but lacks the KEK can neither invent a cutover, nor hide one behind the state of a group that has none,
 * or behind the state of an older snapshot that was taken before it.
 *
 * <p>Layout: {@code key state ‖ values sealed (1) ‖ DEK id (4, big-endian; 0 if there are no keys yet) ‖ HMAC-SHA256 (32;
 * zero if there are no keys yet)}; the MAC is over the first two.
 *
 * @param state what the bytes say; not verified yet
 * @param valuesSealed whether the node that exported it knew that no stored value is in cleartext
 * @param signer the DEK in whose name the MAC was made
 * @param exported the bytes that the MAC is over
 * @param mac the MAC
 * @param carrier what carried the bytes here; the MAC has to be for that
 */
public record SealedState(
        KeyState state, boolean valuesSealed, Optional<DekId> signer, byte[] exported, byte[] mac, Carrier carrier) {
    private static final byte[] LABEL = "quorumseal key state v3".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LABEL_WITH_LOG = "quorumseal key state v4".getBytes(StandardCharsets.US_ASCII);
    private static final int MAC_SIZE = 32;
    private static final int TRAILER = 1 + 4 + MAC_SIZE;

    /** What carries key state. */
    public sealed interface Carrier {
        /** An answer to another member. */
        Carrier ANSWER = new Answer();

        /** As the MAC says it: an index, or one that no log comes to. */
        long position();
    }

    /** A group's snapshot, through an index of its log. */
    public record Snapshot(long index) implements Carrier {
        @Override
        public long position() {
            return index;
        }
    }

    /** An answer. */
    private record Answer() implements Carrier {
        @Override
        public long position() {
            return -1;
        }
    }

    /**
     * Exports.
     *
     * @param exported what leaves the node
     * @param group whose snapshot or answer it is for
     * @param carrier what it is for
     * @param signer the DEK in whose name to sign; empty if there are no keys
     * @throws RejectedException if that DEK is not there any more, because the runtime was closed
     */
    public static byte[] seal(
            KeyState exported,
            boolean valuesSealed,
            GroupId group,
            Carrier carrier,
            Optional<DekId> signer,
            String cluster,
            KeyringMac keys) {
        byte[] encoded = KeyStateCodec.encode(exported);
        byte[] state = Arrays.copyOf(encoded, encoded.length + 1);
        state[encoded.length] = (byte) (valuesSealed ? 1 : 0);
        byte[] mac = signer.map(dek -> mac(state, dek, info(exported, group, carrier, cluster), keys)
                        .orElseThrow(() -> unsigned(dek)))
                .orElseGet(() -> new byte[MAC_SIZE]);
        return ByteBuffer.allocate(encoded.length + TRAILER)
                .put(state)
                .putInt(signer.map(DekId::bits).orElse(0))
                .put(mac)
                .array();
    }

    /** Reads the key state once: beside a rotation, the state and the DEK that signs it could be of two times. */
    public static byte[] seal(GroupId group, Carrier carrier, boolean valuesSealed, Node node) {
        KeyState now = node.state();
        return seal(
                Imports.exported(met(now, group, carrier, node), node.config().control(), group),
                valuesSealed,
                group,
                carrier,
                now.activeDek(Purpose.RAFT),
                node.config().cluster(),
                node.macs());
    }

    /** A snapshot that covers the place of a cutover vouches for it: so it tells of none that was not met there. */
    private static KeyState met(KeyState state, GroupId group, Carrier carrier, Node node) {
        boolean unmet = carrier instanceof Snapshot snapshot
                && covers(snapshot, state.group(group))
                && node.cutovers().isUnmet(group);
        return unmet ? state.withGroup(group, KeyState.Group::withoutMarker) : state;
    }

    private static boolean covers(Snapshot snapshot, KeyState.Group group) {
        return group.cutover().isPresent()
                && snapshot.index() >= group.cutover().getAsLong();
    }

    /** Whether it is beside a snapshot, and not what a member answered. */
    boolean isOfSnapshot() {
        return carrier instanceof Snapshot;
    }

    /** Whether it is beside a snapshot of a group that covers the place of the group's cutover. */
    public boolean vouchesForCutover(GroupId group) {
        return carrier instanceof Snapshot snapshot && covers(snapshot, state.group(group));
    }

    private static RejectedException unsigned(DekId dek) {
        return new RejectedException(
                RejectedException.Reason.CLOSED,
                "key state cannot be exported: DEK " + dek + ", which would sign it, is not there any more, because the"
                        + " runtime is closed. Take the snapshot before that");
    }

    /** Tells whether bytes begin as exported key state does. */
    public static boolean begins(byte[] bytes) {
        return KeyStateCodec.begins(bytes);
    }

    /** Reads what an answer brought. */
    public static SealedState decode(byte[] bytes) {
        return decode(bytes, Carrier.ANSWER);
    }

    /** Reads what a snapshot through an index carries. */
    public static SealedState decode(byte[] bytes, long snapshot) {
        return decode(bytes, new Snapshot(snapshot));
    }

    private static SealedState decode(byte[] bytes, Carrier carrier) {
        if (bytes.length < TRAILER) {
            throw malformed("it has " + bytes.length + " bytes; " + TRAILER + " stand at its end alone");
        }
        int end = bytes.length - TRAILER + 1;
        byte[] exported = Arrays.copyOf(bytes, end);
        byte valuesSealed = exported[end - 1];
        if (valuesSealed != 0 && valuesSealed != 1) {
            throw malformed("what it says of stored values is " + valuesSealed + " and not 0 or 1");
        }
        int signer = ByteBuffer.wrap(bytes).getInt(end);
        return new SealedState(
                KeyStateCodec.decode(ByteBuffer.wrap(exported, 0, end - 1)),
                valuesSealed == 1,
                signer == 0 ? Optional.empty() : Optional.of(new DekId(signer)),
                exported,
                Arrays.copyOfRange(bytes, end + 4, bytes.length),
                carrier);
    }

    /**
     * Checks the MAC.
     *
     * @throws MalformedException if it is wrong, or missing where there is something to protect
     */
    public void verify(GroupId group, String cluster, KeyringMac keys) {
        if (!isValid(group, cluster, keys)) {
            throw malformed(
                    "its MAC is wrong: nobody who holds the cluster's keys exported it for " + carriedBy(group));
        }
    }

    private String carriedBy(GroupId group) {
        return carrier instanceof Snapshot snapshot
                ? "the snapshot of group " + group + " at index " + snapshot.index()
                : "an answer about group " + group;
    }

    /** Tells whether the MAC is right, or missing where there is nothing to protect. */
    public boolean isValid(GroupId group, String cluster, KeyringMac keys) {
        boolean nothingToProtect = signer.isEmpty() && isBlank() && !valuesSealed;
        return signer.flatMap(dek -> mac(exported, dek, info(state, group, carrier, cluster), keys))
                .map(computed -> MessageDigest.isEqual(mac, computed))
                .orElse(nothingToProtect);
    }

    /** Before bootstrap nothing but the logs' identities is known; indexes would make later entries look applied. */
    private boolean isBlank() {
        SortedMap<GroupId, KeyState.Group> untouched = new TreeMap<>(state.groups());
        untouched.replaceAll((id, group) -> KeyState.Group.NEW.in(group.log()));
        return state.equals(new KeyState(
                Map.of(), new TreeMap<>(), OptionalLong.empty(), untouched, new TreeMap<>(), new TreeSet<>()));
    }

    private static Optional<byte[]> mac(byte[] exported, DekId dek, byte[] info, KeyringMac keys) {
        return keys.exportKey(dek, info).map(key -> mac(exported, key));
    }

    /**
     * Says what the key is for: label ‖ length of cluster (4, big-endian) ‖ cluster ‖ length of group ‖ group ‖ the
     * snapshot's index (8), or 2^64 − 1 for an answer. With a DEK of another suite than 1, also which log of the group the
     * state is of: length of its identity ‖ identity ‖ generation (4).
     */
    private static byte[] info(KeyState state, GroupId group, Carrier carrier, String cluster) {
        boolean withLog = KeyStateCodec.saysCiphers(state);
        WireWriter info = new WireWriter().bytes(withLog ? LABEL_WITH_LOG : LABEL);
        text(cluster, info);
        text(group.name(), info);
        info.u64(carrier.position());
        if (withLog) {
            text(state.group(group).log(), info);
            info.u32(state.group(group).generation());
        }
        return info.toBytes();
    }

    private static void text(String text, WireWriter info) {
        info.block(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    /** Computes the MAC and zeroes the key. */
    private static byte[] mac(byte[] exported, byte[] key) {
        try {
            return HmacSha256.of(HmacSha256.key(key), exported);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static MalformedException malformed(String what) {
        return new MalformedException(MalformedException.Defect.KEY_STATE, "exported key state is not sound: " + what);
    }
}
