/**
 * Opens sealed files where no node runs: with a copy of a node's key file, or key state that it exported, and the KEK. Start
 * with {@link io.quorumseal.core.internal.offline.OfflineFiles}.
 */
@NullMarked
package io.quorumseal.core.internal.offline;

import org.jspecify.annotations.NullMarked;
