package io.quorumseal.tool;

import picocli.CommandLine.Help.Ansi;

/**
 * Where a command's output is shown.
 *
 * @param ansi whether it understands colours and movements of the cursor, and its user wants them
 * @param columns how many characters a line has room for, 20 to 1,000
 */
public record Terminal(boolean ansi, int columns) {
    /** No terminal: a file, a pipe, or a window that understands no more than that. */
    public static final Terminal NONE = new Terminal(false, 80);

    private static final int NARROWEST = 20;
    private static final int WIDEST = 1_000;

    /**
     * Brings the width within its bounds.
     *
     * @param ansi as of the record
     * @param columns as of the record
     */
    public Terminal {
        columns = Math.min(Math.max(columns, NARROWEST), WIDEST);
    }

    /**
     * Looks at this process's own. There are neither colours nor bars if its output is no terminal, if the environment has
     * {@code NO_COLOR}, or where the terminal does not understand them. The width is {@code COLUMNS}, if the shell exports it.
     *
     * @return the terminal, or {@link #NONE}
     */
    public static Terminal ofThisProcess() {
        return Ansi.AUTO.enabled() ? new Terminal(true, columns(System.getenv("COLUMNS"))) : NONE;
    }

    private static int columns(String given) {
        return given != null && given.matches("[0-9]{1,4}") ? Integer.parseInt(given) : NONE.columns;
    }
}
