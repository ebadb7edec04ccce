package io.quorumseal.api;

/**
 * One key event, as every replica of a group records it. Records of a group form a hash chain: each names the hash of
 * the one before, so that none can be changed, left out or added without this showing at the next one.
 *
 * <p>Everything in it comes from the log, so replicas that applied the same entries hold the same records. That is why
 * it names no time: no entry does.
 *
 * @param group the group whose log the entry stands in
 * @param number the record's number in its group, from 1, without gaps
 * @param term the entry's Raft term
 * @param index the entry's Raft index; for a cluster restored into a new log, the index in that log
 * @param event what was asked for
 * @param subject what it was about, in words: DEK ids, and the KEK version of a rewrap; holds no secret
 * @param by the node that proposed the entry, the group's leader at that time
 * @param outcome what came of it; never something that was not applied
 * @param previous SHA-256 of the record before, as 64 lower-case hex digits; 64 zeros in the first one
 */
public record AuditRecord(
        GroupId group,
        long number,
        long term,
        long index,
        Event event,
        String subject,
        NodeId by,
        Applier.Outcome outcome,
        String previous) {

    /** What was asked for. */
    public enum Event {
        /** The cluster's first two DEKs. */
        BOOTSTRAP("bootstrap"),
        /** A new active DEK. */
        ROTATE_DEK("rotate-dek"),
        /** Sealing of stored values. */
        ENABLE_STORAGE_ENVELOPE("enable-storage-envelope"),
        /** Sealing of a group's log payloads. */
        ENABLE_RAFT_ENVELOPE("enable-raft-envelope"),
        /** New wrapped forms of DEKs. */
        REWRAP_DEKS("rewrap-deks"),
        /** The end of a DEK. */
        RETIRE_DEK("retire-dek"),
        /** A log that began anew under its group's old identity. */
        ACCEPT_NEW_LOG("accept-new-log");

        private final String word;

        Event(String word) {
            this.word = word;
        }

        /**
         * Tells the event's name in files.
         *
         * @return lower-case words, joined by hyphens
         */
        public String word() {
            return word;
        }
    }
}
