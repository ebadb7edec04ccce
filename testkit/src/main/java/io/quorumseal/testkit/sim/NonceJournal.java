package io.quorumseal.testkit.sim;

import io.quorumseal.api.NodeId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Remembers every pair of key and nonce that anybody sealed with, over all nodes and all their lives, and fails the
 * seal that would use one twice.
 *
 * <p>The same bytes may be sealed again under count 0, which is kept for a node's own registration: its plaintext is
 * a function of node, DEK and opening. Safe for use by several threads.
 */
public final class NonceJournal {
    private static final int PREFIX = 4;

    private final Map<String, String> sealed = new HashMap<>();
    private final List<String> repeated = new ArrayList<>();
    private final List<SecretBytes> keys = new ArrayList<>();
    private final AeadProvider real;
    private long seals;

    /** Makes an empty journal for the JDK's AES-256-GCM. */
    public NonceJournal() {
        this(new JdkAeadProvider());
    }

    /**
     * Makes an empty journal for a cipher.
     *
     * @param real the cipher
     */
    public NonceJournal(AeadProvider real) {
        this.real = real;
    }

    /**
     * Makes a cipher that writes into this journal.
     *
     * @return the cipher, to be given to a runtime
     */
    public AeadProvider recording() {
        return new RecordingAead(real, this);
    }

    /**
     * Counts the seals.
     *
     * @return how many there were
     */
    public synchronized long seals() {
        return seals;
    }

    /**
     * Counts the pairs.
     *
     * @return how many different ones there were
     */
    public synchronized int pairs() {
        return sealed.size();
    }

    /**
     * Counts how often a node sealed under each key.
     *
     * @param node the node's name
     * @return the number of different nonces under each key, in no order
     */
    synchronized List<Long> sealsOf(String node) {
        String prefix = HexFormat.of().toHexDigits((short) NodeId.ofName(node).low16());
        Map<String, Long> counts = new HashMap<>();
        for (String pair : sealed.keySet()) {
            int slash = pair.indexOf('/');
            if (pair.startsWith(prefix, slash + 1)) {
                counts.merge(pair.substring(0, slash), 1L, Long::sum);
            }
        }
        return List.copyOf(counts.values());
    }

    /**
     * Fails if a pair was to be used twice, also if the error that this raised then was swallowed.
     *
     * @throws AssertionError with the pairs
     */
    public synchronized void requireNoneTwice() {
        if (!repeated.isEmpty()) {
            throw new AssertionError("sealed twice under key/nonce " + repeated);
        }
    }

    synchronized void record(String key, byte[] nonce, byte[] aad, byte[] plaintext) {
        String pair = key + "/" + HexFormat.of().formatHex(nonce);
        String input = HexFormat.of().formatHex(Digests.sha256(Digests.sha256(aad), plaintext));
        String before = sealed.put(pair, input);
        seals++;
        if (before != null && !(before.equals(input) && isCountZero(nonce))) {
            repeated.add(pair);
            throw new AssertionError("sealed twice under key/nonce " + pair);
        }
    }

    private static boolean isCountZero(byte[] nonce) {
        return ByteBuffer.wrap(nonce).getLong(PREFIX) == 0;
    }

    synchronized void noteKey(SecretBytes key) {
        keys.add(key);
    }

    /** Tells how many of the keys that ciphers were made for are not zeroed yet. */
    synchronized long keysLeft() {
        return keys.stream().filter(NonceJournal::isThere).count();
    }

    private static boolean isThere(SecretBytes key) {
        try {
            return key.readSecret(raw -> true);
        } catch (RejectedException closed) {
            return false;
        }
    }

    static String fingerprint(SecretBytes key) {
        return key.readSecret(raw -> HexFormat.of().formatHex(Digests.sha256(raw), 0, 8));
    }
}
