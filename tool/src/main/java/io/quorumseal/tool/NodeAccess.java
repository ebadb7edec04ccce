package io.quorumseal.tool;

import io.quorumseal.core.Admin;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import java.io.IOException;

/**
 * How the commands reach a node: a vendor's connection to it, or, in the node's own process, its runtime.
 *
 * <p>A command calls one of the methods, once, on the thread that runs the command. What the administration throws has
 * to come out as it was thrown: its type decides the exit code.
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
}
