/** Runs the conformance vectors, from the test resources or from the folder that {@code quorumseal.vectors} names. */
@NullMarked
package io.quorumseal.core.conformance;

import org.jspecify.annotations.NullMarked;
