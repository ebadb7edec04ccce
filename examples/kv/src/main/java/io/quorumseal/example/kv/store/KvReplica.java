package io.quorumseal.example.kv.store;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.example.kv.client.Put;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The values of one node, to which an engine brings what the log says, in order. It is what it would be without QuorumSeal, but
 * that values pass through {@link ValueSeal} on their way into the store and out of it. Safe for use by several threads.
 *
 * <p>After a restart the log comes again from the latest snapshot on; what the store has already is not written again.
 */
public final class KvReplica {
    private final KvStore store;
    private final ValueSeal values;
    private long reached;
    private int installed;

    /**
     * Makes one.
     *
     * @param store the values as they are on disk
     * @param values seals and opens them
     */
    public KvReplica(KvStore store, ValueSeal values) {
        this.store = store;
        this.values = values;
    }

    /**
     * Writes what an entry of the log says, unless the store has it already.
     *
     * @param write the payload, as {@link Put} encodes it
     * @param index the entry's index
     * @throws IOException if it cannot be written; the entry is not applied then
     */
    public synchronized void apply(ByteBuffer write, long index) throws IOException {
        if (index > store.applied()) {
            Put put = Put.decode(write);
            byte[] key = put.key().getBytes(StandardCharsets.UTF_8);
            StoredValue stored = values.seal(ByteBuffer.wrap(key), put.value());
            store.put(key, stored, index);
        }
    }

    /**
     * Is told that everything is applied up to an entry, which may be one that writes nothing.
     *
     * @param index the entry's index
     */
    public synchronized void reached(long index) {
        reached = index;
        notifyAll();
    }

    /**
     * Tells how far the log is applied.
     *
     * @return the index of the last entry
     */
    public synchronized long reached() {
        return reached;
    }

    /**
     * Waits until the log is applied up to an index.
     *
     * @param index the index
     * @throws InterruptedException if the thread is interrupted
     */
    public synchronized void await(long index) throws InterruptedException {
        while (reached < index) {
            wait();
        }
    }

    /**
     * Gives the value of a key.
     *
     * @param key the key, as it is stored
     * @return the opened value, if there is one
     * @throws IOException if it cannot be read
     */
    public synchronized Optional<byte[]> read(byte[] key) throws IOException {
        return store.get(key).map(stored -> values.open(ByteBuffer.wrap(key), stored));
    }

    /**
     * Makes a snapshot of everything up to {@link #reached()}.
     *
     * @param folder where; it is not there yet
     * @throws IOException if it cannot be made
     */
    public synchronized void checkpoint(Path folder) throws IOException {
        store.checkpoint(folder);
    }

    /**
     * Takes a snapshot over, unless the store is ahead of it.
     *
     * @param folder what {@link #checkpoint} made, here or at another node
     * @param index the last entry in it
     * @throws IOException if it cannot be taken over
     */
    public synchronized void load(Path folder, long index) throws IOException {
        if (store.applied() < index) {
            store.restore(folder);
        }
        reached(index);
    }

    /** Is told that the snapshot that was loaded last came from another node. */
    public synchronized void installed() {
        installed++;
    }

    /**
     * Tells how often a snapshot of another node's was taken over while this process ran.
     *
     * @return a count
     */
    public synchronized int installs() {
        return installed;
    }

    /**
     * Gives what the values are kept in.
     *
     * @return the values as they are on disk
     */
    public KvStore store() {
        return store;
    }
}
