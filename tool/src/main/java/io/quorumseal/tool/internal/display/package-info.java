/**
 * How a command shows what it does while it goes on: as bars on a terminal, elsewhere in lines. Start with {@code Display}.
 */
@NullMarked
package io.quorumseal.tool.internal.display;

import org.jspecify.annotations.NullMarked;
