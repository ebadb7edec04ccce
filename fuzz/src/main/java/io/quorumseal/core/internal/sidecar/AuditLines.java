package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.AuditRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads and writes lines of audit files; in this package, because nobody else sees them. */
public final class AuditLines {
    private AuditLines() {}

    /** Tells whether bytes that are a line are the same line when they were written and read again. */
    public static boolean comeBack(byte[] bytes) {
        return AuditLine.read(bytes)
                .map(line -> AuditLine.read(line.text(Instant.EPOCH).getBytes(StandardCharsets.UTF_8))
                        .equals(Optional.of(line)))
                .orElse(true);
    }

    /** Writes a file of records, with a gap before the first. */
    public static byte[] file(List<AuditRecord> records) {
        StringBuilder text =
                new StringBuilder(AuditLine.gapBefore(records.get(0)).text(Instant.EPOCH));
        records.forEach(record -> text.append(AuditLine.of(record).text(Instant.EPOCH)));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
