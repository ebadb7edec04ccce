/**
 * The few file operations that everything durable is made of. Start with
 * {@link io.quorumseal.core.internal.disk.FileOps}; a test gives another one, which loses power.
 */
@NullMarked
package io.quorumseal.core.internal.disk;

import org.jspecify.annotations.NullMarked;
