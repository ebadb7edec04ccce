package io.quorumseal.tool.internal.doctor;

import io.quorumseal.api.KeyState;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.sidecar.AuditInspection;
import io.quorumseal.core.internal.sidecar.AuditInspection.Chain;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import io.quorumseal.tool.internal.report.Finding;
import io.quorumseal.tool.internal.report.Finding.Kind;
import io.quorumseal.tool.internal.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows the audit records of a node from the first to the last, and sees whether they lead to what the key file says.
 *
 * @param file where the audit file is
 * @param state what the key file says
 * @param seen what the audit file says
 */
public record AuditFileCheck(Path file, KeyState state, AuditInspection seen) {

    /** Reads a file; one that is not there has no records. */
    static AuditFileCheck of(Path directory, KeyState state) throws IOException {
        Path file = directory.resolve(FileSidecarStore.AUDIT);
        FileOps files = new RealFileOps();
        byte[] bytes = files.kind(file) == FileOps.Kind.NONE
                ? new byte[0]
                : files.read(file, FileSidecarStore.MOST_AUDIT_BYTES);
        return new AuditFileCheck(file, state, AuditInspection.of(bytes));
    }

    /** What is wrong with it. */
    List<Finding> findings() {
        return seen.defects(state).stream()
                .map(what -> new Finding(Kind.AUDIT_BROKEN, "in " + file + ", " + what))
                .toList();
    }

    /** Explains what was seen. */
    void report(Report report) {
        List<Report> rows = new ArrayList<>();
        seen.groups().forEach((id, chain) -> rows.add(row(id.name(), chain)));
        report.rows("audit", rows);
    }

    private static Report row(String group, Chain chain) {
        return new Report()
                .text("group", group)
                .number("records", chain.records())
                .number("gaps", chain.gaps())
                .number("last", chain.number())
                .text("hash", chain.head());
    }
}
