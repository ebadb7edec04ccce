/** The runtime. */
@NullMarked
package io.quorumseal.core;

import org.jspecify.annotations.NullMarked;
