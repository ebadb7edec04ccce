/**
 * Leaving nothing old: values are rewritten, logs and snapshots purged, and what may still need a DEK is reported
 * before the DEK is retired. Start with {@code Maintenance}.
 */
@NullMarked
package io.quorumseal.core.internal.clean;

import org.jspecify.annotations.NullMarked;
