/**
 * A file system that loses what was not synced. Start with {@link io.quorumseal.testkit.disk.StrictFileSystem}.
 */
@NullMarked
package io.quorumseal.testkit.disk;

import org.jspecify.annotations.NullMarked;
