package io.quorumseal.example.kv.client;

import java.io.IOException;
import java.util.Optional;

/**
 * A client that sends each request once, on any engine: what a call comes to says what became of that request, and of no other.
 * Only the search for the leader is worth a second attempt. For one thread.
 */
public interface Caller extends AutoCloseable {
    /**
     * Writes a value.
     *
     * @param key the key
     * @param value the value
     * @return the index of the log entry
     * @throws NotWrittenException if the write certainly takes no effect
     * @throws IOException if it may or may not take effect, now or later
     */
    long write(String key, byte[] value) throws IOException;

    /**
     * Reads at whatever node this client knows last, linearizably.
     *
     * @param key the key
     * @return the value
     * @throws IOException if there is no answer
     */
    Optional<byte[]> read(String key) throws IOException;

    /**
     * Reads at a node, linearizably.
     *
     * @param node the node's name
     * @param key the key
     * @return the value
     * @throws IOException if there is no answer
     */
    Optional<byte[]> readAt(String node, String key) throws IOException;

    /**
     * Reads what a node happens to have.
     *
     * @param node the node's name
     * @param key the key
     * @return the value, which may be an old one
     * @throws IOException if there is no answer
     */
    Optional<byte[]> readStale(String node, String key) throws IOException;

    /**
     * Waits until there is a leader that this client knows: for five minutes, longer than a start may take.
     *
     * @throws IOException if there is none in time
     */
    void awaitLeader() throws IOException;

    /**
     * Has the leader hand over to a node.
     *
     * @param node the node's name
     * @throws IOException if it does not come to lead
     */
    void transfer(String node) throws IOException;

    @Override
    void close() throws IOException;
}
