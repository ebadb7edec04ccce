package io.quorumseal.fuzz;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.core.internal.format.AuditFormat;
import io.quorumseal.core.internal.sidecar.AuditInspection;
import io.quorumseal.core.internal.sidecar.AuditLines;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Audit files: a line that is none is counted, never an error. And audit records in binary, which have one form. */
final class Audits {
    private static final Set<Defect> DEFECTS = Set.of(Defect.KEY_STATE);

    private Audits() {}

    static boolean decodes(byte[] input) {
        AuditInspection file = Decoding.withinBounds(input, () -> AuditInspection.of(input));
        Decoding.require(AuditLines.comeBack(input), "another line came back");
        boolean record = isRecord(input);
        return record || !file.groups().isEmpty();
    }

    private static boolean isRecord(byte[] input) {
        Optional<AuditRecord> record = Decoding.of(input, DEFECTS, () -> AuditFormat.decode(input));
        record.ifPresent(found -> Decoding.require(
                Arrays.equals(AuditFormat.encode(found), input), () -> "other bytes come of " + found));
        return record.isPresent();
    }
}
