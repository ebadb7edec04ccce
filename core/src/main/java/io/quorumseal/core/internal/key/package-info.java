/**
 * Keys in memory, their nonces, and the sealed forms of values and log payloads.
 *
 * <p>Start with {@link io.quorumseal.core.internal.key.Keyring}, which owns every key of the process, and
 * {@link io.quorumseal.core.internal.key.Envelope}, which seals and opens under them. What differs
 * between the cipher suites stands in the two kinds of a DEK's {@code Scheme}.
 */
@NullMarked
package io.quorumseal.core.internal.key;

import org.jspecify.annotations.NullMarked;
