package io.quorumseal.testkit;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.QuorumSeal;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A cluster on the engine under test, and what can be done to it from outside. Each case of {@link EngineContract} gets one
 * of its own.
 *
 * <p>On each node, for each group, runs a state machine of the subject's, as a vendor would write it: it keeps the payloads
 * that it is given. A payload is text in UTF-8 of the form {@code NUMBER=TEXT}; the number has seven digits, no two
 * payloads of a cluster have the same, and a later one has a higher one. So a machine may be a map.
 *
 * <p>A log that is cut by whole segments only needs segments that a few payloads of 32 KiB, or of half of
 * {@link Engine#maxEntrySize}, fill.
 *
 * <p>What a subject offers decides which cases apply. A case that does not apply has to be named in {@link #notApplicable}
 * with the reason; what every engine must do cannot be named there.
 *
 * <p><b>Threads.</b> Called by one thread at a time, unless {@link #hasThreads} says that nodes may be started at the same
 * time.
 */
public interface EngineSubject extends Closeable {

    /** Opens the runtimes of nodes, with the contract between each and its engine. */
    interface Runtimes {
        /**
         * Opens a node's runtime.
         *
         * @param node the node
         * @param engine its engine, whose server does not run yet
         * @return the runtime: what the vendor's code and the engine are to use
         */
        QuorumSeal open(String node, Engine engine);

        /**
         * Does the same for a subject that opens runtimes in its own way.
         *
         * @param node the node
         * @param engine its engine, whose server does not run yet
         * @param opening opens a runtime on the engine that it is given
         * @return the runtime: what the vendor's code and the engine are to use, instead of the one that was opened
         */
        QuorumSeal open(String node, Engine engine, Function<Engine, QuorumSeal> opening);
    }

    /** What became of a payload. */
    enum Outcome {
        /** The node that was asked has applied it. */
        APPLIED,
        /** It was provably not appended, and never will be. */
        REFUSED,
        /** Nobody knows. */
        UNKNOWN
    }

    /** Something done to a node. */
    @FunctionalInterface
    interface OnNode {
        /**
         * Does it, and returns when it has taken effect.
         *
         * @param node the node
         * @throws Exception if it could not be done
         */
        void run(String node) throws Exception;
    }

    /** Something done to a group on a node. */
    @FunctionalInterface
    interface OnGroup {
        /**
         * Does it, and returns when it has taken effect.
         *
         * @param node the node
         * @param group the group
         * @throws Exception if it could not be done
         */
        void run(String node, GroupId group) throws Exception;
    }

    /** A defect of the vendor's. */
    @FunctionalInterface
    interface Defect {
        /**
         * Has a state machine throw when it is given a payload, until its node is stopped.
         *
         * @param node the node
         * @param group the group
         * @param payload the payload
         * @throws Exception if it could not be done
         */
        void at(String node, GroupId group, String payload) throws Exception;
    }

    /**
     * Tells how many nodes a cluster can have.
     *
     * @return 3, or 1 for an engine without replication
     */
    default int mostNodes() {
        return 3;
    }

    /**
     * Names the nodes, as {@link Engine#members} names them. All of them are voters of all groups.
     *
     * @return as many as were asked for
     */
    List<String> nodes();

    /**
     * Names the groups that all nodes host.
     *
     * @return the control group, and behind it another one unless the engine hosts one group only
     */
    List<GroupId> groups();

    /**
     * Starts a node, for the first time or again: makes its engine, opens the runtime by it, and starts the server. Does not
     * wait for the other nodes.
     *
     * @param node the node
     * @param runtimes opens the runtime
     * @throws Exception if it does not start
     */
    void start(String node, Runtimes runtimes) throws Exception;

    /**
     * Stops a node in the orderly way: the server, the runtime, the engine. Does nothing if it does not run. Its files stay.
     *
     * @param node the node
     * @throws Exception if it does not stop
     */
    void stop(String node) throws Exception;

    /**
     * Has a node elected, or elects it. Returns when it was elected; it need not be ready. Where a majority does not run, or
     * nodes lead in an order of their own, it may be tried again for a while.
     *
     * @param node the node
     * @param group the group
     * @throws Exception if it was not elected
     */
    void lead(String node, GroupId group) throws Exception;

    /**
     * Writes a payload as the vendor does, on this node and on no other. Is not tried again. A runtime's error from
     * {@code begin}, and what else the engine says that proves it, is {@link Outcome#REFUSED}.
     *
     * @param node the node
     * @param group the group
     * @param payload what the state machine is to be given
     * @return completes when that is known
     */
    CompletionStage<Outcome> write(String node, GroupId group, String payload);

    /**
     * Tells what the state machine on a node that runs was given, from its beginning; what it took from a snapshot included.
     *
     * @param node the node
     * @param group the group
     * @return the payloads, each as often as it was applied, in the order in which they were, or in that of their numbers
     */
    List<String> applied(String node, GroupId group);

    /**
     * Ends a node as {@code kill -9} does: nothing is closed. Nodes that are threads may have none.
     *
     * @return the action; empty where that cannot be done
     */
    default Optional<OnNode> kill() {
        return Optional.empty();
    }

    /**
     * Has the state machine fail.
     *
     * @return the defect; empty where that cannot be done
     */
    default Optional<Defect> machineThrows() {
        return Optional.empty();
    }

    /**
     * Ends a group on a node whose server goes on; its files stay. A group that was ended runs again when its node was stopped
     * and started.
     *
     * @return the action; empty where that cannot be done
     */
    default Optional<OnGroup> endGroup() {
        return Optional.empty();
    }

    /**
     * Tells whether the engine's nodes have threads of their own. Without, all that happens does so in {@link #step} and in
     * the other calls of this interface.
     *
     * @return whether nodes have threads
     */
    default boolean hasThreads() {
        return true;
    }

    /**
     * Is called again and again while a case waits for something.
     *
     * @param turn how often it was called before in this wait
     * @return whether something may still happen; if not, the case fails at once
     * @throws Exception if the cluster is broken
     */
    default boolean step(int turn) throws Exception {
        return true;
    }

    /**
     * Tells which cases do not apply.
     *
     * @return the reason for each case, by the case's name, or by that of its family as in {@code groups.*}; printed in the
     *     table
     */
    default Map<String, String> notApplicable() {
        return Map.of();
    }

    /**
     * Stops all nodes and removes what the subject made.
     *
     * @throws IOException if that failed
     */
    @Override
    void close() throws IOException;
}
