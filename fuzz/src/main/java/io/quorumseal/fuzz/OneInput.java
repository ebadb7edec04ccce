package io.quorumseal.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Jazzer calls with each input; the system properties name the target and the folder of its inputs. */
public final class OneInput {
    static final String TARGET = "fuzz.target";
    static final String CORPUS = "fuzz.corpus";

    private static final Target FUZZED = Target.of(System.getProperty(TARGET, ""));

    private OneInput() {}

    /** By this name Jazzer finds it. Classes are loaded, and instrumented, before the time begins that is for fuzzing. */
    public static void fuzzerInitialize() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty(CORPUS, "")))) {
            for (Path file : files.toList()) {
                fuzzerTestOneInput(Files.readAllBytes(file));
            }
        }
    }

    /** By this name, too. */
    public static void fuzzerTestOneInput(byte[] input) {
        boolean unused = FUZZED.decodes(input);
    }
}
