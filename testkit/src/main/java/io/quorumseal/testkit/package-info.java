/** The published test kit. */
@NullMarked
package io.quorumseal.testkit;

import org.jspecify.annotations.NullMarked;
