/** The Applier: a handler for each kind of entry decides, {@code KeyApplier} does. */
@NullMarked
package io.quorumseal.core.internal.apply;

import org.jspecify.annotations.NullMarked;
