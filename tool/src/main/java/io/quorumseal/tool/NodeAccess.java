package io.quorumseal.tool;

import io.quorumseal.core.Admin;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import java.io.IOException;
import java.time.Duration;

/**
 * How the commands reach a node: a vendor's connection to it, or, in the node's own process, its runtime.
 *
 * <p>A command calls the methods on the thread that runs it; one that goes on for a while, again and again. What the
 * administration throws has to come out as it was thrown: its type decides the exit code. Where the operator goes away that
 * thread is interrupted.
 */
public interface NodeAccess {

    /**
     * Reaches a runtime in this process.
     *
     * @param seal the runtime
     * @return the way to it
     */
    static NodeAccess of(QuorumSeal seal) {
        return new NodeAccess() {
            @Override
            public Admin admin() {
                return seal.admin();
            }

            @Override
            public Status status() {
                return seal.status();
            }

            @Override
            public KeyEvents keyEvents() {
                return seal.keyEvents();
            }

            @Override
            public Duration probeKek() {
                return seal.probeKek();
            }
        };
    }

    /**
     * Reaches what changes key state.
     *
     * @return the administration
     * @throws IOException if the node cannot be reached; the operator is told to try again
     */
    Admin admin() throws IOException;

    /**
     * Asks how the node is doing.
     *
     * @return a snapshot of its state
     * @throws IOException if the node cannot be reached; the operator is told to try again
     */
    Status status() throws IOException;

    /**
     * Asks for the records of key events that the node keeps.
     *
     * @return what {@link QuorumSeal#keyEvents} gives there
     * @throws IOException if the node cannot be reached; the operator is told to try again
     */
    KeyEvents keyEvents() throws IOException;

    /**
     * Has the node call its KEK once.
     *
     * @return how long it took, as {@link QuorumSeal#probeKek} tells it there
     * @throws IOException if the node cannot be reached; the operator is told to try again
     */
    Duration probeKek() throws IOException;
}
