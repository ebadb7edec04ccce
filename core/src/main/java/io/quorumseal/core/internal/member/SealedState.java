package io.quorumseal.core.internal.member;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.node.Node;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Key state as it leaves a node: the exported state, and a MAC under a key derived from the active raft DEK, or from
 * the secret that serves in its place ({@link KeyringMac}), and bound to the cluster. Who can write a snapshot's files
 * but lacks the KEK cannot invent a cutover.
 *
 * <p>Layout: {@code key state ‖ values sealed (1) ‖ DEK id (4, big-endian; 0 if there are no keys yet) ‖ HMAC-SHA256 (32;
 * zero if there are no keys yet)}; the MAC is over the first two.
 *
 * @param state what the bytes say; not verified yet
 * @param valuesSealed whether the node that exported it knew that no stored value is in cleartext
 * @param signer the DEK in whose name the MAC was made
 * @param exported the bytes that the MAC is over
 * @param mac the MAC
 */
public record SealedState(KeyState state, boolean valuesSealed, Optional<DekId> signer, byte[] exported, byte[] mac) {
    private static final byte[] LABEL = "quorumseal key state v1".getBytes(StandardCharsets.US_ASCII);
    private static final int MAC_SIZE = 32;
    private static final int TRAILER = 1 + 4 + MAC_SIZE;

    public static byte[] seal(
            KeyState exported, boolean valuesSealed, Optional<DekId> signer, String cluster, KeyringMac keys) {
        byte[] encoded = KeyStateCodec.encode(exported);
        byte[] state = Arrays.copyOf(encoded, encoded.length + 1);
        state[encoded.length] = (byte) (valuesSealed ? 1 : 0);
        byte[] mac = signer.flatMap(dek -> mac(state, dek, cluster, keys)).orElseGet(() -> new byte[MAC_SIZE]);
        return ByteBuffer.allocate(encoded.length + TRAILER)
                .put(state)
                .putInt(signer.map(DekId::bits).orElse(0))
                .put(mac)
                .array();
    }

    public static byte[] seal(KeyState exported, boolean valuesSealed, Node node) {
        return seal(
                exported,
                valuesSealed,
                node.state().activeDek(Purpose.RAFT),
                node.config().cluster(),
                node.macs());
    }

    public static SealedState decode(byte[] bytes) {
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
                Arrays.copyOfRange(bytes, end + 4, bytes.length));
    }

    /**
     * Checks the MAC.
     *
     * @throws MalformedException if it is wrong, or missing where there is something to protect
     */
    public void verify(String cluster, KeyringMac keys) {
        boolean nothingToProtect = signer.isEmpty() && isBlank() && !valuesSealed;
        boolean valid = signer.flatMap(dek -> mac(exported, dek, cluster, keys))
                .map(computed -> MessageDigest.isEqual(mac, computed))
                .orElse(nothingToProtect);
        if (!valid) {
            throw malformed("its MAC is wrong: nobody who holds the cluster's keys exported it");
        }
    }

    /** Before bootstrap nothing but the logs' identities is known; indexes would make later entries look applied. */
    private boolean isBlank() {
        SortedMap<GroupId, KeyState.Group> untouched = new TreeMap<>(state.groups());
        untouched.replaceAll((id, group) -> KeyState.Group.NEW.in(group.log()));
        return state.equals(new KeyState(
                Map.of(), new TreeMap<>(), OptionalLong.empty(), untouched, new TreeMap<>(), new TreeSet<>()));
    }

    private static Optional<byte[]> mac(byte[] exported, DekId dek, String cluster, KeyringMac keys) {
        byte[] name = cluster.getBytes(StandardCharsets.UTF_8);
        byte[] info = ByteBuffer.allocate(LABEL.length + name.length)
                .put(LABEL)
                .put(name)
                .array();
        return keys.exportKey(dek, info).map(key -> mac(exported, key));
    }

    /** Computes the MAC and zeroes the key. */
    private static byte[] mac(byte[] exported, byte[] key) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
            return hmac.doFinal(exported);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java runtime lacks HmacSHA256", impossible);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static MalformedException malformed(String what) {
        return new MalformedException(MalformedException.Defect.KEY_STATE, "exported key state is not sound: " + what);
    }
}
