/**
 * What the nodes of a cluster ask each other and answer, and how they prove who they are. {@code Line} asks, {@code Door} answers:
 * start with these two. {@code Frame} is what travels, and holds a {@code PeerMessage}; one codec each gives them their bytes.
 */
@NullMarked
package io.quorumseal.core.internal.peer;

import org.jspecify.annotations.NullMarked;
