package io.quorumseal.tool.internal.display;

import io.quorumseal.tool.Terminal;

/**
 * What a command is run in.
 *
 * @param terminal where its output is shown
 * @param pace how time passes
 */
public record Shell(Terminal terminal, Pace pace) {}
