package io.quorumseal.tool;

import io.quorumseal.core.Admin;
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
