package io.quorumseal.core.internal.apply;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.LogPosition;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether this node's key state was made by another log of the control group than the one that an entry comes from,
 * which is possible if that began anew under its identity and members had applied different parts of the old one. Then
 * the entry would be taken for a replay, and change nothing. Only what the latest audit records reach back to is told.
 */
final class OtherLog {
    private OtherLog() {}

    /** Tells what contradicts, if something does. */
    static Optional<String> shownBy(Scene scene, EncryptionEntry entry) {
        if (entry instanceof NewLog log) {
            return isAnothers(scene, log)
                    ? Optional.of("the log was accepted as one that began anew, as number " + log.generation()
                            + ", and key state knows another entry that did so, which stood in a log that is gone. Accept"
                            + " this one once more: accept-new-log")
                    : Optional.empty();
        }
        boolean isReplay = scene.inControl() && scene.replayed();
        return isReplay && Audit.isRecorded(entry) && lacks(scene.group().audit(), scene.at())
                ? Optional.of("key state says that this log is applied through "
                        + scene.group().applied() + ", and does not know the entry at " + scene.at()
                        + ": it is another log's, which this one took the place of. If the old one is gone for good, accept"
                        + " the new one: accept-new-log")
                : Optional.empty();
    }

    /** Whether the trail names another entry that accepted the log of this generation. */
    private static boolean isAnothers(Scene scene, NewLog log) {
        return scene.inControl()
                && scene.group().audit().recent().stream()
                        .filter(record -> record.event() == AuditRecord.Event.ACCEPT_NEW_LOG
                                && record.subject().equals(Audit.subject(log)))
                        .anyMatch(record -> record.index() != scene.at().index()
                                || record.term() != scene.at().term());
    }

    /** Whether a trail goes back far enough to have a record of what stands at a position, and has none. */
    private static boolean lacks(AuditTrail trail, LogPosition at) {
        List<AuditRecord> here = ofThisLog(trail.recent());
        return !here.isEmpty()
                && here.get(0).index() <= at.index()
                && here.stream().noneMatch(record -> record.index() == at.index() && record.term() == at.term());
    }

    /** The records since the log was last accepted as one that began anew. */
    private static List<AuditRecord> ofThisLog(List<AuditRecord> recent) {
        int first = 0;
        for (int i = 0; i < recent.size(); i++) {
            first = recent.get(i).event() == AuditRecord.Event.ACCEPT_NEW_LOG ? i : first;
        }
        return recent.subList(first, recent.size());
    }
}
