/**
 * The node's key file: its text form, its MAC, and the durable writes that keep it.
 *
 * <p>Start with {@link io.quorumseal.core.internal.sidecar.SidecarKeeper}, the single writer, and
 * {@link io.quorumseal.core.internal.sidecar.FileSidecarStore}, the write protocol.
 */
@NullMarked
package io.quorumseal.core.internal.sidecar;

import org.jspecify.annotations.NullMarked;
