/**
 * The contracts of QuorumSeal: data-at-rest encryption for Raft-replicated stores.
 *
 * <p>Start with {@link io.quorumseal.api.Applier}, which says what applying a key entry guarantees, and with
 * {@link io.quorumseal.api.spi.Kek}, which is all that an author of a provider implements.
 */
@NullMarked
package io.quorumseal.api;

import org.jspecify.annotations.NullMarked;
