package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.AuditRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Reads and writes lines of audit files; in this package, because nobody else sees them. */
public final class AuditLines {
    private AuditLines() {}

    /** Tells whether bytes that are a line are the same line, to the second, when they were written and read again. */
    public static boolean comeBack(byte[] bytes) {
        return AuditLine.read(bytes).map(AuditLines::comesBack).orElse(true);
    }

    private static boolean comesBack(AuditLine line) {
        Instant seen = line.seen().orElseThrow().truncatedTo(ChronoUnit.SECONDS);
        AuditLine written = new AuditLine(line.group(), line.number(), line.hash(), line.record(), Optional.of(seen));
        return AuditLine.read(written.text(seen).getBytes(StandardCharsets.UTF_8))
                .equals(Optional.of(written));
    }

    /** Writes a file of records, with a gap before the first. */
    public static byte[] file(List<AuditRecord> records) {
        StringBuilder text =
                new StringBuilder(AuditLine.gapBefore(records.get(0)).text(Instant.EPOCH));
        records.forEach(record -> text.append(AuditLine.of(record).text(Instant.EPOCH)));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
