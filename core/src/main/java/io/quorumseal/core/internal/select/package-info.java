/**
 * Finds what the configuration names, and calls KEKs. Start reading at
 * {@link io.quorumseal.core.internal.select.Providers}.
 */
@NullMarked
package io.quorumseal.core.internal.select;

import org.jspecify.annotations.NullMarked;
