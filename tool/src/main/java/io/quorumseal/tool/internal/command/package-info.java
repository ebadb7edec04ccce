/**
 * The operator's commands, one class each. Start with {@code Operation}, which each of them is, and with {@code Cleaning} for what
 * asks every member until all is done.
 */
@NullMarked
package io.quorumseal.tool.internal.command;

import org.jspecify.annotations.NullMarked;
