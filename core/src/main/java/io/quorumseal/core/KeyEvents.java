package io.quorumseal.core;

import io.quorumseal.api.AuditRecord;
import java.time.Instant;
import java.util.List;

/**
 * The records of key events that a node keeps, as they are in its audit file, and whether that is whole: each record names the
 * hash of the one before, and the last one leads to the key state, which is under the key file's MAC. So where there is no
 * defect, no record was changed, left out or added, but for the gaps that are told.
 *
 * @param entries the records, in the order in which this node wrote them
 * @param gaps how often records are left out, because this node never had them or the file was moved away
 * @param torn how many lines cannot be read; a crash leaves such a line, and nothing that was recorded is in it
 * @param defects where records do not follow one another, or do not lead to the key state, in lines for people; none if all is
 *     well
 */
public record KeyEvents(List<Entry> entries, long gaps, int torn, List<String> defects) {
    /**
     * Copies the lists.
     *
     * @param entries as of the record
     * @param gaps as of the record
     * @param torn as of the record
     * @param defects as of the record
     */
    public KeyEvents {
        entries = List.copyOf(entries);
        defects = List.copyOf(defects);
    }

    /**
     * One record.
     *
     * @param record what happened; the same on all replicas
     * @param hash its SHA-256, as 64 lower-case hex digits; the same on all replicas
     * @param seen when this node wrote it, to the second; nothing protects it from being changed
     */
    public record Entry(AuditRecord record, String hash, Instant seen) {}
}
