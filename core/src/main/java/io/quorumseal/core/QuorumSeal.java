package io.quorumseal.core;

import io.quorumseal.api.GroupId;
import java.time.Duration;
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
     * Gives the handle for values without a scope.
     *
     * @return the handle; that of {@code values("")}
     */
    ValueSeal values();

    /**
     * Gives the handle for the values of one scope: a group, a table or a column family. Values are bound to it beside
     * their key: what was sealed under one scope does not open under another, and none at all is one of them. A store
     * that may use the same key in two places names each place by a scope, and tells it again as
     * {@link ValueStore.Stored#scope}.
     *
     * <p>Only cipher suite 2 binds to scopes. While the active storage DEK is of suite 1 a scope seals nothing
     * ({@link ValueSeal#seal}): {@link Admin#raise} comes first. Values that were sealed under suite 1 have no scope and
     * open under each, until {@link Admin#rewrite} has brought them under the one that the store tells.
     *
     * @param scope 0 to 65,535 bytes in UTF-8, the same on each call and in each opening; empty for none. No secret: error
     *     messages name it
     * @return the handle; to be kept, where many values are sealed
     * @throws io.quorumseal.api.RejectedException with reason {@code BAD_REQUEST} if the scope is too long or no text in
     *     Unicode
     */
    ValueSeal values(String scope);

    /**
     * Gives what seals whole files.
     *
     * @return the files of this node
     */
    SealedFiles files();

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
     * Tells the same, at most a second old: for meters, pages and management clients, which ask for one thing after the other.
     *
     * @return a snapshot of its state, shared by all who ask here within a second
     */
    Status recentStatus();

    /**
     * Reads the records of key events that this node keeps, from its audit file, and checks that they are whole.
     *
     * @return the records, and what is wrong with them
     * @throws io.quorumseal.api.HaltApplyException if the file cannot be read
     */
    KeyEvents keyEvents();

    /**
     * Calls the current KEK once, now: it has to wrap something and to unwrap it again. What comes of it is the KEK's health
     * from then on ({@link Status#kek}). Waits for at most {@link Limits#kekTimeout}.
     *
     * @return how long it took
     * @throws io.quorumseal.api.KekException if it failed
     * @throws io.quorumseal.api.RejectedException with reason {@code ENCRYPTION_OFF} if there is no KEK
     */
    Duration probeKek();

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
     * Tells that something of a group beside its log is in clear on this node, or could not be sealed: the listener hears it.
     *
     * @param group the group
     * @param what one line for people, with the names of files
     */
    void unsealed(GroupId group, String what);

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
