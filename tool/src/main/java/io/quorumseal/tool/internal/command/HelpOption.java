package io.quorumseal.tool.internal.command;

import picocli.CommandLine.Option;

/** Every command, and every command that holds others, explains itself. */
public final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean asked;
}
