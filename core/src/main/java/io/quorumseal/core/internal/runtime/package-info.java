/**
 * The open runtime: its parts, wired, and what other nodes ask it. Start with {@code SealRuntime}.
 */
@NullMarked
package io.quorumseal.core.internal.runtime;

import org.jspecify.annotations.NullMarked;
