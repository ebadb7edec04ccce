/**
 * Leaving nothing old: values are rewritten, logs and snapshots purged, and what may still need a DEK is told before it
 * is retired. Start with {@code Maintenance}.
 */
@NullMarked
package io.quorumseal.core.internal.clean;

import org.jspecify.annotations.NullMarked;
