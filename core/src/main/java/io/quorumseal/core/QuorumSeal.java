package io.quorumseal.core;

import io.quorumseal.api.GroupId;
import java.util.concurrent.CompletionStage;

/**
 * The runtime of one node: opened once per process and data directory before the engine starts, closed after the engine
 * has stopped.
 *
 * <p><b>Guarantees.</b> While it is open no other process can open the directory; no nonce is used twice under a key;
 * what was applied is durable. {@link Builder#open} refuses, with a reason, to open what it cannot handle safely.
 *
 * <p><b>Threads.</b> All methods may be called by several threads at a time. {@link #close} ends stalls, waits for
 * calls in flight, and makes later ones fail.
 */
public interface QuorumSeal extends AutoCloseable {

    /**
     * Begins to open a runtime.
     *
     * @return a builder
     */
    static Builder builder() {
        return new Builder();
    }

    /**
     * Gives a group's handle.
     *
     * @param group the group's name
     * @return the handle; always the same for a name
     */
    GroupSeal group(String group);

    /**
     * Gives the handle for values.
     *
     * @return the handle
     */
    ValueSeal values();

    /**
     * Gives what changes key state.
     *
     * @return the administration
     */
    Admin admin();

    /**
     * Tells how this node is doing.
     *
     * @return a snapshot of its state
     */
    Status status();

    /**
     * Answers a question that another node's runtime asked through {@link io.quorumseal.api.spi.Engine#ask} or
     * {@link io.quorumseal.api.spi.Engine#askLeader}.
     *
     * @param question the bytes as they came
     * @return completes with the bytes to send back; never exceptionally
     */
    CompletionStage<byte[]> answer(byte[] question);

    /**
     * Tells that apply of a group halted for a reason outside QuorumSeal, so that {@link #status} shows it.
     *
     * @param group the group
     * @param why one line for people
     */
    void halted(GroupId group, String why);

    /**
     * Has whatever a copy of this process could repeat drawn anew, before the next message is sealed. To be called by who
     * knows that the process was copied, as from a checkpoint or with its virtual machine, in each of the copies. Under
     * suite 2 copies part by themselves after at most 256 messages under a DEK, and as many for each further thread; until
     * then they repeat nonces, unless this is called. Under suite 1 it does nothing: a process may not be copied there.
     */
    void reseed();

    /** Ends stalls, waits for calls in flight, destroys the keys and releases the directory. */
    @Override
    void close();
}
