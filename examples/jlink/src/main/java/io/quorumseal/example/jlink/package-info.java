/** One run-time image. */
@NullMarked
package io.quorumseal.example.jlink;

import org.jspecify.annotations.NullMarked;
