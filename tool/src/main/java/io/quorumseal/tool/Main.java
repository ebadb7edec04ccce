package io.quorumseal.tool;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The commands that need no node, as a program. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command and its arguments
     */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(
                OperatorTool.offline("quorumseal").on(Terminal.ofThisProcess()).run(out, err, args));
    }
}
