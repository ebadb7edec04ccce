/** The code that the guide shows about hosting in Ratis. */
@NullMarked
package io.quorumseal.engine.ratis.guide;

import org.jspecify.annotations.NullMarked;
