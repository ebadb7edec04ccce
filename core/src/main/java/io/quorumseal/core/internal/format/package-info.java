/**
 * The bytes of log entries, registry rows and exported key state; {@code docs/formats.md} specifies them.
 *
 * <p>Decoders read from position to limit, and leave the buffer unchanged unless they say otherwise. They either return
 * a value that encodes to the same bytes or throw a {@link io.quorumseal.api.MalformedException}, and never allocate in
 * proportion to a length that they have not checked against the bytes at hand.
 */
@NullMarked
package io.quorumseal.core.internal.format;

import org.jspecify.annotations.NullMarked;
