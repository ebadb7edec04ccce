/**
 * The open runtime: its parts, wired together, and its answers to other nodes. Start with {@code SealRuntime}.
 */
@NullMarked
package io.quorumseal.core.internal.runtime;

import org.jspecify.annotations.NullMarked;
