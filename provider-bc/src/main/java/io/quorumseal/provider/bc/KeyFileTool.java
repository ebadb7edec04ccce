package io.quorumseal.provider.bc;

import io.quorumseal.api.KekException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The program that makes a key file. Exit codes: 0 made, 1 failed, 2 used wrongly. */
final class KeyFileTool {
    private static final int MADE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private KeyFileTool() {}

    /** Makes the key file that the one argument names. */
    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    static int run(PrintStream out, PrintStream err, String... args) {
        if (args.length != 1 || args[0].isEmpty() || args[0].startsWith("-")) {
            err.println("usage: KeyFileTool PATH   (makes a new key file; name it as file:PATH)");
            return MISUSED;
        }
        try {
            KeyFiles.create(Path.of(args[0]));
        } catch (KekException | InvalidPathException e) {
            err.println(e.getMessage());
            return FAILED;
        }
        out.println("made key file " + args[0] + "; keep a copy in another safe place, without it the data is lost");
        return MADE;
    }
}
