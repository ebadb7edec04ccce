/**
 * Finds what the configuration names. Start reading at
 * {@link io.quorumseal.core.internal.select.Providers}.
 */
@NullMarked
package io.quorumseal.core.internal.select;

import org.jspecify.annotations.NullMarked;
