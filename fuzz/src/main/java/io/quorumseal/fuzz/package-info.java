/**
 * Fuzzing: every decoder that meets bytes from outside, on bytes that nobody wrote. {@link io.quorumseal.fuzz.Target} lists
 * them; {@link io.quorumseal.fuzz.FuzzMain} has Jazzer make the bytes.
 */
@NullMarked
package io.quorumseal.fuzz;

import org.jspecify.annotations.NullMarked;
