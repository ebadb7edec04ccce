/**
 * The bytes of log entries, registry rows and exported key state; {@code docs/formats.md} specifies them.
 *
 * <p>Decoders read from position to limit, leave the buffer as it was unless they say otherwise, give either a value
 * that encodes to the same bytes or a {@link io.quorumseal.api.MalformedException}, and never allocate in proportion
 * to a length that they have not compared with the bytes at hand.
 */
@NullMarked
package io.quorumseal.core.internal.format;

import org.jspecify.annotations.NullMarked;
