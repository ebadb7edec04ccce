package io.quorumseal.example.kv.client;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What an application uses, on any engine. Tries again, for about a minute, what may be tried again. Safe for use by several threads. */
public interface Client extends AutoCloseable {
    /**
     * Writes a value.
     *
     * @param key the key
     * @param value the value
     * @return the index of the log entry, when a majority has it
     * @throws IOException if the write was refused, or nobody answered in time
     */
    long put(String key, byte[] value) throws IOException;

    /**
     * Reads a value: the one of a write that was under way meanwhile, or else of the last one before.
     *
     * @param key the key
     * @return the value
     * @throws IOException if nobody answered in time
     */
    Optional<byte[]> get(String key) throws IOException;

    /**
     * Has a node take a snapshot, and purge its log up to there.
     *
     * @param node the node's name
     * @return the snapshot's index
     * @throws IOException if it fails
     */
    long snapshot(String node) throws IOException;

    /**
     * Replaces the members of the group.
     *
     * @param peers the new members
     * @throws IOException if it fails
     */
    void members(List<Peer> peers) throws IOException;

    /**
     * Has the leader hand over to a node, and asks again while it does not come to that.
     *
     * @param node the node's name
     * @throws IOException if it does not lead in time
     */
    void lead(String node) throws IOException;

    /**
     * Finds the leader.
     *
     * @return its name
     * @throws IOException if there is none in time
     */
    String leader() throws IOException;

    /**
     * Tells how often a request was sent again.
     *
     * @return a count
     */
    long retries();

    @Override
    void close() throws IOException;
}
