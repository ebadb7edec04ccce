/**
 * From the builder's settings to an open runtime, or to a refusal that says why. Start with {@code Opening}.
 */
@NullMarked
package io.quorumseal.core.internal.start;

import org.jspecify.annotations.NullMarked;
