/**
 * A node as a process: its command line, its console, its operator's socket, and a journal of the nonces that it used.
 *
 * <p>Read {@link io.quorumseal.example.kv.node.Node} first. What the process runs is in the package {@code store}.
 */
@NullMarked
package io.quorumseal.example.kv.node;

import org.jspecify.annotations.NullMarked;
