package io.quorumseal.tool.internal.command;

import io.quorumseal.tool.ExitCode;
import io.quorumseal.tool.internal.doctor.ClusterChecks;
import io.quorumseal.tool.internal.doctor.Examination;
import io.quorumseal.tool.internal.doctor.KeyDirectories;
import io.quorumseal.tool.internal.report.Finding;
import io.quorumseal.tool.internal.report.Finding.Kind;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Parameters;

/**
 * Explains key files, audit files and the headers of envelopes, and says what is wrong with them. It needs no KEK, so it proves
 * nothing; it shows no key, not even a wrapped one; it writes nothing and takes no lock.
 */
public final class Doctor extends Operation {
    @Parameters(
            arity = "1..*",
            paramLabel = "DIRECTORY",
            description = "A node's data directory, or one that holds those of several nodes; best a copy.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Path> directories;

    public Doctor() {
        super(
                "doctor",
                "Explains a node's key file, its record of key events, and the headers of envelopes in its other files, and"
                        + " says what is wrong with them. Needs no node and no KEK, so the key file's MAC is not verified."
                        + " Writes nothing.");
    }

    @Override
    Answer answer() {
        List<Examination> examinations = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        directories.forEach(directory -> examine(directory, examinations, findings));
        examinations.forEach(examination -> findings.addAll(examination.findings()));
        findings.addAll(ClusterChecks.of(examinations));
        List<Report> reports = reports(examinations);
        ExitCode code = findings.isEmpty() ? ExitCode.DONE : ExitCode.FINDINGS;
        return new Answer(code, human(reports, findings), report(reports, findings), "");
    }

    private void examine(Path directory, List<Examination> examinations, List<Finding> findings) {
        if (!Files.isDirectory(directory)) {
            throw wrongUse(directory + " is not a directory");
        }
        try {
            List<Path> found = KeyDirectories.in(directory);
            found.stream().map(Examination::of).forEach(examinations::add);
            if (found.isEmpty()) {
                findings.add(new Finding(Kind.NO_KEY_FILE, "there is no key file below " + directory));
            }
        } catch (IOException cause) {
            findings.add(new Finding(Kind.UNREADABLE, directory + " cannot be read: " + cause));
        }
    }

    private static List<Report> reports(List<Examination> examinations) {
        List<String> names = examinations.stream().map(Examination::node).toList();
        return examinations.stream()
                .map(examination -> examination.report(names))
                .toList();
    }

    private static String human(List<Report> nodes, List<Finding> findings) {
        return nodes.stream().map(node -> HumanText.of(node) + "\n").collect(Collectors.joining())
                + "findings"
                + (findings.isEmpty() ? ": none" : "")
                + "\n"
                + findings.stream().map(finding -> "  " + finding.line() + "\n").collect(Collectors.joining());
    }

    private Report report(List<Report> nodes, List<Finding> findings) {
        return new Report()
                .text("command", name())
                .rows("nodes", nodes)
                .rows("findings", findings.stream().map(Finding::report).toList());
    }
}
