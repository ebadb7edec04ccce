package io.quorumseal.tool.internal.doctor;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.sidecar.Inspection;
import io.quorumseal.core.internal.sidecar.MacSource;
import io.quorumseal.tool.internal.report.Finding;
import io.quorumseal.tool.internal.report.Finding.Kind;
import io.quorumseal.tool.internal.report.KeyReport;
import io.quorumseal.tool.internal.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What was seen in one directory.
 *
 * @param file where the key file is or has to be
 * @param inspection what it says; empty if it cannot be read
 * @param audit the records of key events; empty if they cannot be read, or nothing says where they lead
 * @param headers the headers of envelopes in the node's other files; empty if those were not read
 * @param folders the folders of sealed files; empty if those were not looked at
 * @param findings what is wrong
 */
public record Examination(
        Path file,
        Optional<Inspection> inspection,
        Optional<AuditFileCheck> audit,
        Optional<EnvelopeHeaders> headers,
        Optional<SealedFolders> folders,
        List<Finding> findings) {

    /** Reads a directory; writes nothing and takes no lock. */
    public static Examination of(Path directory) {
        Path file = directory.resolve(KeyDirectories.FILE);
        List<Finding> findings = new ArrayList<>();
        Optional<Inspection> inspection = read(file, findings, () -> {
            findings.addAll(FileChecks.of(directory));
            return read(file, findings);
        });
        inspection.ifPresent(content -> findings.addAll(ContentChecks.of(file, content)));
        Optional<AuditFileCheck> audit = inspection.flatMap(content -> read(
                directory,
                findings,
                () -> Optional.of(AuditFileCheck.of(directory, content.sidecar().state()))));
        audit.ifPresent(seen -> findings.addAll(seen.findings()));
        Optional<EnvelopeHeaders> headers = besides(inspection, directory, findings, EnvelopeHeaders::in);
        headers.ifPresent(seen -> findings.addAll(seen.findings()));
        Optional<SealedFolders> folders = besides(inspection, directory, findings, SealedFolders::in);
        folders.ifPresent(seen -> findings.addAll(seen.findings()));
        return new Examination(file, inspection, audit, headers, folders, List.copyOf(findings));
    }

    /** What reads files. */
    private interface Reading<T> {
        Optional<T> run() throws IOException;
    }

    /** What looks at a node's other files. */
    private interface Looking<T> {
        T in(Path dataDirectory, Sidecar sidecar) throws IOException;
    }

    private static <T> Optional<T> besides(
            Optional<Inspection> inspection, Path directory, List<Finding> findings, Looking<T> looking) {
        return inspection.flatMap(content -> home(directory)
                .flatMap(home -> read(directory, findings, () -> Optional.of(looking.in(home, content.sidecar())))));
    }

    private static <T> Optional<T> read(Path what, List<Finding> findings, Reading<T> reading) {
        try {
            return reading.run();
        } catch (IOException cause) {
            findings.add(new Finding(Kind.UNREADABLE, what + " cannot be read: " + cause));
            return Optional.empty();
        }
    }

    /** A key directory under another name is a copy of that alone: what lies beside it is not the node's. */
    private static Optional<Path> home(Path directory) {
        return Optional.ofNullable(directory.toAbsolutePath().getParent())
                .filter(node -> KeyDirectories.isNamed(directory));
    }

    private static Optional<Inspection> read(Path file, List<Finding> findings) throws IOException {
        FileOps files = new RealFileOps();
        switch (files.kind(file)) {
            case NONE -> findings.add(new Finding(Kind.NO_KEY_FILE, "there is no " + file));
            case DIRECTORY, OTHER -> findings.add(new Finding(Kind.NOT_A_FILE, file + " is not a regular file"));
            case FILE -> {
                return decoded(file, files.read(file, Inspection.MOST_BYTES), findings);
            }
        }
        return Optional.empty();
    }

    private static Optional<Inspection> decoded(Path file, byte[] bytes, List<Finding> findings) {
        try {
            return Optional.of(Inspection.of(bytes));
        } catch (MalformedException damage) {
            Kind kind = damage.defect() == Defect.SIDECAR_VERSION ? Kind.UNKNOWN_VERSION : Kind.DAMAGED;
            findings.add(new Finding(kind, file + ": " + damage.getMessage() + " (" + damage.defect() + ")"));
            return Optional.empty();
        }
    }

    /** The name of the node; empty if it is not known. */
    public String node() {
        return inspection.map(content -> content.sidecar().local().node()).orElse("");
    }

    /** Explains the file; names nodes in it as far as their names are known. */
    public Report report(Collection<String> names) {
        Report report = new Report().text("file", file.toString());
        inspection.ifPresent(content -> explain(content, names, report));
        audit.ifPresent(seen -> seen.report(report));
        headers.ifPresent(seen -> seen.report(report));
        folders.ifPresent(seen -> seen.report(report));
        return report;
    }

    private static void explain(Inspection content, Collection<String> names, Report report) {
        Sidecar sidecar = content.sidecar();
        KeyReport keys = new KeyReport(sidecar.state(), names);
        report.text("cluster", sidecar.local().cluster())
                .text("node", sidecar.local().node())
                .number("opening", sidecar.local().opening().value())
                .text("control_group", content.control().map(GroupId::name).orElse(""))
                .text("kek_fingerprint", sidecar.local().kekFingerprint().orElse(""))
                .part("mac", content.mac().map(Examination::mac).orElse(new Report().flag("present", false)))
                .flag("storage_sealed", sidecar.state().storageCutover().isPresent());
        keys.storageCutover(report);
        keys.retired(report);
        report.put(
                "unknown_members",
                new Report.Items(sidecar.unknown().keySet().stream()
                        .<Report.Value>map(Report.Text::new)
                        .toList()));
        keys.suites(report);
        keys.keys(report);
        report.rows("groups", keys.groups());
        keys.writers(report);
    }

    private static Report mac(MacSource source) {
        String maker = source instanceof MacSource.Dek dek
                ? "DEK " + dek.id()
                : "the secret of KEK " + ((MacSource.Secret) source).name();
        return new Report()
                .flag("present", true)
                .text("made_by", maker)
                .flag("verified", false)
                .text("because", "that takes the KEK");
    }
}
