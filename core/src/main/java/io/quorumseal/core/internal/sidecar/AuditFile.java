package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.internal.sidecar.AuditInspection.Chain;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The file of all audit records, which only ever grows. It follows the key file: whatever that says is written here
 * afterwards, at the next start if a crash comes between. Of records that this node never had, it says that they are
 * missing.
 *
 * <p>Not safe for use by several threads.
 */
final class AuditFile {
    private final SidecarStore store;
    private final InstantSource clock;
    private final Map<GroupId, Chain> ends;
    private boolean endsInALine;

    AuditFile(SidecarStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        byte[] file = store.readAudit().orElseGet(() -> new byte[0]);
        this.ends = new HashMap<>(AuditInspection.of(file).groups());
        this.endsInALine = file.length == 0 || file[file.length - 1] == '\n';
    }

    /**
     * Writes, durably, what a key state has and the file has not.
     *
     * @throws io.quorumseal.api.HaltApplyException if that may not be durable
     */
    void follow(KeyState state) {
        List<AuditLine> lines = new ArrayList<>();
        state.groups().forEach((id, group) -> lines.addAll(missing(id, group.audit())));
        if (!lines.isEmpty()) {
            store.appendAudit(text(lines).getBytes(StandardCharsets.UTF_8));
            endsInALine = true;
            lines.forEach(line -> ends.put(line.group(), end(line.group()).with(line)));
        }
    }

    private List<AuditLine> missing(GroupId group, AuditTrail trail) {
        Chain end = end(group);
        List<AuditLine> lines = new ArrayList<>();
        if (end.number() < trail.count()) {
            for (AuditRecord record : trail.recent()) {
                if (record.number() > end.number()) {
                    if (lines.isEmpty() && !end.precedes(record)) {
                        lines.add(AuditLine.gapBefore(record));
                    }
                    lines.add(AuditLine.of(record));
                }
            }
        }
        return lines;
    }

    private Chain end(GroupId group) {
        return ends.getOrDefault(group, Chain.EMPTY);
    }

    /** Behind the torn line that a crash left, a new line begins. */
    private String text(List<AuditLine> lines) {
        StringBuilder text = new StringBuilder(endsInALine ? "" : "\n");
        lines.forEach(line -> text.append(line.text(clock.instant())));
        return text.toString();
    }
}
