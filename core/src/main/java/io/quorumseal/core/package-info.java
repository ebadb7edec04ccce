/**
 * The runtime: what a database vendor opens at start-up and calls at the five places where payloads and values pass.
 *
 * <p>Start with {@link io.quorumseal.core.QuorumSeal} and {@link io.quorumseal.core.GroupSeal}.
 */
@NullMarked
package io.quorumseal.core;

import org.jspecify.annotations.NullMarked;
