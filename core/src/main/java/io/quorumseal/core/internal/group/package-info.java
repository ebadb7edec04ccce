/**
 * The path of a payload and of an encryption entry, group by group: to the log through the gate, and from the log to
 * the vendor or to the Applier. Start with {@code GroupRuntime}.
 */
@NullMarked
package io.quorumseal.core.internal.group;

import org.jspecify.annotations.NullMarked;
