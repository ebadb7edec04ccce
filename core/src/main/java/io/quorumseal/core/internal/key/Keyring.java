package io.quorumseal.core.internal.key;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.UnknownDekException;
import io.quorumseal.api.spi.AeadProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Every DEK of the process. Looking up takes no lock: it reads a snapshot that changes replace as a whole. Safe for use
 * by several threads.
 *
 * <p>A DEK keeps the counter of its nonces for the keyring's whole life, also if it is removed and added again.
 */
public final class Keyring implements AutoCloseable {
    private final AeadProvider aead;
    private final long softLimit;
    private final Grants grants;
    private final NoncePrefix prefix;
    private final Randomness random;
    private final Map<DekId, NonceCounter> counters = new HashMap<>();
    private volatile DekTable table = DekTable.EMPTY;
    private volatile boolean closed;

    /** Makes an empty keyring that never asks for a rotation. */
    public Keyring(AeadProvider aead, NodeId node) {
        this(aead, node, NonceCounter.NO_LIMIT);
    }

    /** Makes an empty keyring that keeps to a hard limit and never asks for a rotation. */
    public Keyring(AeadProvider aead, NodeId node, Grants grants) {
        this(aead, node, NonceCounter.NO_LIMIT, grants);
    }

    /**
     * Makes an empty keyring.
     *
     * @param softLimit after how many seals under a DEK its counter says that it should be rotated; unsigned
     */
    public Keyring(AeadProvider aead, NodeId node, long softLimit) {
        this(aead, node, softLimit, Grants.unlimited());
    }

    private Keyring(AeadProvider aead, NodeId node, long softLimit, Grants grants) {
        this(aead, node, softLimit, grants, Randomness.secure());
    }

    /** Makes an empty keyring with random bytes from elsewhere. */
    public Keyring(AeadProvider aead, NodeId node, long softLimit, Grants grants, Randomness random) {
        this.aead = aead;
        this.softLimit = softLimit;
        this.grants = grants;
        this.prefix = new NoncePrefix(node);
        this.random = random;
    }

    /**
     * Allows sealing, under this opening number. The number is durable before. A larger number may follow, never a
     * smaller one.
     */
    public void startSealing(LocalEpoch opening) {
        prefix.raise(opening);
    }

    /** Says who keeps what is granted under a hard limit. To be called before {@link #startSealing}. */
    public void grantsKeptBy(Grants.Ledger ledger) {
        grants.keptBy(ledger);
    }

    /** Finds a DEK. */
    public Optional<Dek> find(DekId id) {
        return Optional.ofNullable(table.find(id.bits()));
    }

    /** Tells how long a plaintext is when it is sealed under a DEK of suite 1. */
    public int sealedSize(int plaintext) {
        return Suite.V1.sealedSize(Purpose.STORAGE, plaintext);
    }

    /** Tells how long a plaintext is at most when it is sealed, whatever the suite. */
    public static int maxSize(Purpose purpose, int plaintext) {
        return Suite.V2.sealedSize(purpose, plaintext);
    }

    /** Tells which DEKs there are. */
    public SortedSet<DekId> ids() {
        return table.ids();
    }

    /**
     * Adds a DEK of suite 1. If it is there already nothing changes, its counter least of all, but that it seals again if it
     * only opened.
     *
     * @param key the key; the keyring's from here on, also if this fails
     * @throws HaltApplyException with {@link HaltApplyException.Reason#BAD_KEY} if the key has the wrong length, or
     *     another key or purpose is known under this id
     */
    public synchronized void add(DekId id, Purpose purpose, SecretBytes key) {
        add(id, purpose, Optional.empty(), key);
    }

    /**
     * Adds a DEK of suite 2, which can seal at once. If it is there already nothing changes, but that it seals again if it
     * only opened. Whoever adds it has checked its commitment ({@link DekKeys#matches}).
     *
     * @param key the key; the keyring's from here on, also if this fails
     * @throws HaltApplyException with {@link HaltApplyException.Reason#BAD_KEY} if the key has the wrong length, or
     *     another key, or this one with other attributes, is known under this id
     */
    public synchronized void add(DekId id, Attributes attributes, SecretBytes key) {
        add(id, attributes.purpose(), Optional.of(attributes), key);
    }

    private void add(DekId id, Purpose purpose, Optional<Attributes> attributes, SecretBytes key) {
        boolean kept = false;
        try {
            kept = keep(id, purpose, attributes, key);
        } finally {
            if (!kept) {
                key.close();
            }
        }
    }

    /** Has a DEK open only, from now on: it was retired, and something may still need it. */
    public void openOnly(DekId id) {
        find(id).ifPresent(Dek::openOnly);
    }

    /** Takes out a DEK that only opens, unless it was added again. Its key is zeroed when the last lease on it ends. */
    public synchronized void remove(DekId id) {
        Dek dek = table.find(id.bits());
        if (dek != null && dek.isOpenOnly()) {
            table = table.without(id);
            dek.close();
        }
    }

    /**
     * Derives a key for another use from a DEK: HKDF-SHA256 (RFC 5869) without salt.
     *
     * @param info what the derived key is for; another use has another info
     * @param length how many bytes, at most 8,160
     * @throws UnknownDekException if the DEK is not there
     */
    public byte[] derive(DekId id, byte[] info, int length) {
        return require(id.bits()).derive(info, length);
    }

    /** Takes all DEKs out, for ever. Each key is zeroed when the last lease on it ends. */
    @Override
    public synchronized void close() {
        closed = true;
        DekTable last = table;
        table = DekTable.EMPTY;
        last.forEach(Dek::close);
    }

    /** Has whatever a copy of this process could repeat drawn anew, before the next message. */
    public void reseed() {
        table.forEach(Dek::reseed);
    }

    boolean has(int bits) {
        return table.find(bits) != null;
    }

    /** Finds the DEK that an envelope names. */
    Dek require(int bits) {
        Dek dek = table.find(bits);
        if (dek != null) {
            return dek;
        }
        throw missing(bits);
    }

    /** Says why a DEK is not there. */
    RuntimeException missing(int bits) {
        if (closed) {
            return closed();
        }
        // Nobody seals under id 0. "Unknown" would make a reader wait for a DEK that never comes.
        return bits == 0 ? new AuthenticationFailedException() : new UnknownDekException(new DekId(bits));
    }

    private boolean keep(DekId id, Purpose purpose, Optional<Attributes> attributes, SecretBytes key) {
        if (closed) {
            throw closed();
        }
        if (key.length() != Suite.KEY_SIZE) {
            throw badKey("DEK " + id + " has " + key.length() + " bytes instead of " + Suite.KEY_SIZE);
        }
        if (contradicts(id, purpose, attributes, key)) {
            throw badKey("DEK " + id + " is known with another key or purpose");
        }
        Dek present = table.find(id.bits());
        if (present != null) {
            present.sealsAgain();
        }
        return present == null && put(id, purpose, attributes, key);
    }

    /** Tells whether a DEK is known with another key or purpose than this one of suite 1, which stays the caller's. */
    public boolean contradicts(DekId id, Purpose purpose, SecretBytes key) {
        return contradicts(id, purpose, Optional.empty(), key);
    }

    /** Tells whether a DEK is known with another key or for something else than this one of suite 2. */
    public boolean contradicts(DekId id, Attributes attributes, SecretBytes key) {
        return contradicts(id, attributes.purpose(), Optional.of(attributes), key);
    }

    private boolean contradicts(DekId id, Purpose purpose, Optional<Attributes> attributes, SecretBytes key) {
        Dek present = table.find(id.bits());
        return present != null && !present.holds(purpose, key, attributes);
    }

    private boolean put(DekId id, Purpose purpose, Optional<Attributes> attributes, SecretBytes key) {
        table = table.with(attributes.isEmpty() ? counted(id, purpose, key) : derived(id, attributes.get(), key));
        return true;
    }

    private Dek counted(DekId id, Purpose purpose, SecretBytes key) {
        NonceCounter counter = counters.computeIfAbsent(id, this::newCounter);
        return new Dek(id, purpose, key, counter, new CountedScheme(id, key, aead, prefix, counter));
    }

    private Dek derived(DekId id, Attributes attributes, SecretBytes key) {
        NonceCounter counter =
                counters.computeIfAbsent(id, first -> new NonceCounter(NonceCounter.NO_LIMIT, softLimit));
        DekKeys keys = DekKeys.of(id, attributes, key);
        return new Dek(
                id, attributes.purpose(), key, counter, new DerivedScheme(id, attributes, keys, aead, counter, random));
    }

    private NonceCounter newCounter(DekId id) {
        long limit = aead.choosesNonces() ? NonceCounter.RANDOM_NONCE_LIMIT : NonceCounter.NO_LIMIT;
        return new NonceCounter(grants.of(id), limit, softLimit);
    }

    private static HaltApplyException badKey(String found) {
        return new HaltApplyException(
                HaltApplyException.Reason.BAD_KEY,
                found + ": the wrapped DEK was exchanged or damaged; compare it with another member's");
    }

    private static RejectedException closed() {
        return new RejectedException(RejectedException.Reason.CLOSED, "the keyring is closed");
    }
}
