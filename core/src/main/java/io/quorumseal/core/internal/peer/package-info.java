/**
 * What the runtimes of a cluster ask each other and answer: the messages, their bytes, and how all members are asked.
 * Start with {@code PeerMessage}.
 */
@NullMarked
package io.quorumseal.core.internal.peer;

import org.jspecify.annotations.NullMarked;
