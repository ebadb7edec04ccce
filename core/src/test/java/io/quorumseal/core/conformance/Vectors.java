package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The vector files, as {@code NAME.json} or {@code NAME.json.gz}, a list of cases or an object with a list {@code cases}: from the folder in the system property
 * {@value #FOLDER}, else from the test resources.
 *
 * <p>A conformance test is one call of {@link #check}. It prints {@code NAME.json: N cases} on standard output, and
 * fails if the file is missing or holds no case.
 */
final class Vectors {
    /** Names the folder to read instead of the copies among the test resources. */
    static final String FOLDER = "quorumseal.vectors";

    private Vectors() {}

    /** Runs a check on every case of a file; all cases run, also after one has failed. */
    static void check(String name, Consumer<Case> check) throws IOException {
        List<Case> cases = cases(name);
        List<AssertionError> failures = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            run(name + ".json, case " + i, cases.get(i), check, failures);
        }
        report(name + ".json", cases.size(), failures);
    }

    /** What is checked of a vector that is a file of its own. */
    interface FileCheck {
        void check(String name) throws IOException;
    }

    /** Runs a check on every vector that is a file of its own; all are checked, also after one has failed. */
    static void checkFiles(String folder, List<String> names, FileCheck check) {
        List<AssertionError> failures = new ArrayList<>();
        for (String name : names) {
            try {
                check.check(name);
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(new AssertionError(folder + "/" + name + ": " + e.getMessage(), e));
            }
        }
        report(folder, names.size(), failures);
    }

    /** Reads a file as text. */
    static String text(String file) throws IOException {
        try (InputStream in = find(file)) {
            if (in == null) {
                throw new FileNotFoundException(
                        "no " + file + " in " + System.getProperty(FOLDER, "the test resources"));
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** Reads a file; at least one case. */
    static List<Case> cases(String name) throws IOException {
        try (InputStream in = open(name)) {
            Object json = Json.read(in);
            List<?> all = json instanceof List<?> bare ? bare : Case.of(json).elements("cases");
            List<Case> cases = all.stream().map(Case::of).toList();
            assertFalse(cases.isEmpty(), () -> name + ".json holds no case");
            return cases;
        }
    }

    /** Reads what a file says of itself beside its cases. */
    static Case about(String name) throws IOException {
        try (InputStream in = open(name)) {
            return Case.of(Json.read(in));
        }
    }

    private static void run(String where, Case one, Consumer<Case> check, List<AssertionError> failures) {
        try {
            check.accept(one);
        } catch (RuntimeException | AssertionError e) {
            failures.add(new AssertionError(where + ": " + e.getMessage(), e));
        }
    }

    @SuppressWarnings("SystemOut") // whoever runs the vectors wants to see how many there were
    private static void report(String name, int count, List<AssertionError> failures) {
        String failed = failures.isEmpty() ? "" : ", " + failures.size() + " failed";
        System.out.println(name + ": " + count + " cases" + failed);
        if (!failures.isEmpty()) {
            AssertionError first = failures.get(0);
            failures.subList(1, failures.size()).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream plain = find(name + ".json");
        if (plain != null) {
            return plain;
        }
        InputStream packed = find(name + ".json.gz");
        if (packed != null) {
            return new GZIPInputStream(packed);
        }
        throw new FileNotFoundException("no " + name + ".json and no " + name + ".json.gz in "
                + System.getProperty(FOLDER, "the test resources"));
    }

    private static @Nullable InputStream find(String file) throws IOException {
        String folder = System.getProperty(FOLDER);
        if (folder == null) {
            return Vectors.class.getResourceAsStream("/vectors/" + file);
        }
        Path path = Path.of(folder, file);
        return Files.exists(path) ? Files.newInputStream(path) : null;
    }
}
