package io.quorumseal.tool;

import picocli.CommandLine.Option;

/** Every command, and every command that holds others, explains itself. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean asked;
}
