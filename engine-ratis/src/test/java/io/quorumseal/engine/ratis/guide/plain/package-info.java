/** The arithmetic server of Ratis as it is. */
@NullMarked
package io.quorumseal.engine.ratis.guide.plain;

import org.jspecify.annotations.NullMarked;
