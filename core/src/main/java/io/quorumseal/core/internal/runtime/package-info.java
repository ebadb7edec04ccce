/**
 * The runtime: opening with its refusals, gates and proposals, registration, the leader's proposals, and the
 * questions that nodes ask each other. Start with {@code Opening} and {@code SealRuntime}.
 */
@NullMarked
package io.quorumseal.core.internal.runtime;

import org.jspecify.annotations.NullMarked;
