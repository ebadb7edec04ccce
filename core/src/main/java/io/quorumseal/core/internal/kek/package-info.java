/**
 * Calls KEKs, and does around every call what no provider should have to write itself. Start reading at
 * {@link io.quorumseal.core.internal.kek.GuardedKek}.
 */
@NullMarked
package io.quorumseal.core.internal.kek;

import org.jspecify.annotations.NullMarked;
