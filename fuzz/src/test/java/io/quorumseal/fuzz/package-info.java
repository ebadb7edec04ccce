/** The corpus: where its inputs come from, and that each still holds. */
@NullMarked
package io.quorumseal.fuzz;

import org.jspecify.annotations.NullMarked;
