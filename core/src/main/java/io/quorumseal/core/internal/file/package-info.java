/**
 * Sealed files, segment by segment, and what of them stands below the folders of a node. Start with
 * {@link io.quorumseal.core.internal.file.FileHeader}, then {@link io.quorumseal.core.internal.file.SealedContent} for the way
 * out and {@link io.quorumseal.core.internal.file.FileWriter} for the way in. Which DEK, and who may, is decided above.
 */
@NullMarked
package io.quorumseal.core.internal.file;

import org.jspecify.annotations.NullMarked;
