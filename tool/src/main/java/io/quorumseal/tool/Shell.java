package io.quorumseal.tool;

/**
 * What a command is run in.
 *
 * @param terminal where its output is shown
 * @param pace how time passes
 */
record Shell(Terminal terminal, Pace pace) {}
