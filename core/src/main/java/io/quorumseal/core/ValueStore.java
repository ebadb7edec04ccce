package io.quorumseal.core;

import java.util.stream.Stream;

/**
 * The vendor's store, as rewriting sees it: what a node holds of all groups that it hosts, without its snapshots.
 *
 * <p>It is asked behind an encryption entry in each group's log: what was applied before that has to be stored when
 * {@link #values} is called. A state machine that applies on threads of its own waits for them there.
 *
 * <p><b>Threads.</b> Rewriting calls from one thread at a time, while values are read and applied.
 */
public interface ValueStore {

    /**
     * A stored value.
     *
     * @param scope the scope that it was sealed under and is to be sealed under again, as in
     *     {@link QuorumSeal#values(String)}; empty for none. For a value in cleartext, or of cipher suite 1, which has no
     *     scope, the one that it is to have from now on
     * @param storageKey the key that it is stored and was sealed under
     * @param value what is stored
     */
    record Stored(String scope, byte[] storageKey, StoredValue value) {
        /**
         * Makes one without a scope.
         *
         * @param storageKey as of the record
         * @param value as of the record
         */
        public Stored(byte[] storageKey, StoredValue value) {
            this("", storageKey, value);
        }
    }

    /**
     * Tells all stored values, in any order. What is stored before this is called and not replaced later is among them;
     * what is stored later may or may not be.
     *
     * @return the values; closed by whoever asked, possibly long afterwards
     */
    Stream<Stored> values();

    /**
     * Replaces a stored value, if it is still the one that was seen. Check and replacement are one step: nothing that
     * is applied comes between them.
     *
     * @param seen the value as {@link #values} told it: scope and key say where it stands, and are those that the renewed
     *     value is sealed under
     * @param renewed what to store in its place
     * @return whether it was replaced; if not, something newer was stored or it is gone
     */
    boolean replace(Stored seen, StoredValue renewed);

    /**
     * Makes replacements durable, and removes what they replaced from the store's files: when this returns, no file but
     * those of snapshots holds bytes of a value that is no longer stored.
     */
    void compact();
}
