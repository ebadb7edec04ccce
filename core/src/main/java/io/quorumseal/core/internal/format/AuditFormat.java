package io.quorumseal.core.internal.format;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditRecord.Event;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Audit records as bytes, and the hashes that chain them. */
public final class AuditFormat {
    /** What the first record of a group names in place of a hash. */
    public static final String NO_HASH = "0".repeat(64);

    /** In the order of their codes, from 1. */
    private static final List<Event> EVENTS = List.of(
            Event.BOOTSTRAP,
            Event.ROTATE_DEK,
            Event.ENABLE_STORAGE_ENVELOPE,
            Event.ENABLE_RAFT_ENVELOPE,
            Event.REWRAP_DEKS,
            Event.RETIRE_DEK,
            Event.ACCEPT_NEW_LOG);

    /** In the order of their codes, from 1. */
    private static final List<Outcome> OUTCOMES = List.of(Outcome.FRESH, Outcome.ALREADY, Outcome.STALE);

    private static final byte[] LABEL = "quorumseal audit v1".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_SIZE = 32;
    static final int MIN_SIZE = (2 + 1) + 8 + 8 + 8 + 1 + 2 + 8 + 1 + HASH_SIZE;

    private AuditFormat() {}

    /** Writes a record. */
    public static byte[] encode(AuditRecord record) {
        WireWriter out = new WireWriter();
        write(record, out);
        return out.toBytes();
    }

    /**
     * Reads a record that is all there is.
     *
     * @throws MalformedException with {@link Defect#KEY_STATE}
     */
    public static AuditRecord decode(byte[] bytes) {
        WireReader in = new WireReader(ByteBuffer.wrap(bytes), Defect.KEY_STATE);
        AuditRecord record = read(in);
        in.end();
        return record;
    }

    static void write(AuditRecord record, WireWriter out) {
        out.text(record.group().name(), KeyStateLimits.GROUP_NAME_BYTES);
        out.index(record.number()).u64(record.term()).index(record.index());
        out.u8(EVENTS.indexOf(record.event()) + 1).text(record.subject(), KeyStateLimits.AUDIT_SUBJECT_BYTES);
        out.u64(record.by().full()).u8(OUTCOMES.indexOf(record.outcome()) + 1);
        out.bytes(HexFormat.of().parseHex(record.previous()));
    }

    static AuditRecord read(WireReader in) {
        return new AuditRecord(
                KeyStateFormat.readGroupName(in),
                in.index(),
                in.u64(),
                in.index(),
                one(EVENTS, in),
                in.text(KeyStateLimits.AUDIT_SUBJECT_BYTES),
                new NodeId(in.u64()),
                one(OUTCOMES, in),
                HexFormat.of().formatHex(in.bytes(HASH_SIZE)));
    }

    private static <T> T one(List<T> all, WireReader in) {
        int code = in.u8();
        if (code < 1 || code > all.size()) {
            throw in.malformed("an audit record says " + code + " where 1 to " + all.size() + " are known");
        }
        return all.get(code - 1);
    }

    /** Tells the hash of a record: SHA-256 of a label and its bytes, as lower-case hex digits. */
    public static String hash(AuditRecord record) {
        return HexFormat.of().formatHex(Sha256.of(ByteBuffer.wrap(LABEL), ByteBuffer.wrap(encode(record))));
    }

    /** Tells the hash of a trail's latest record. */
    public static String head(AuditTrail trail) {
        return trail.count() == 0
                ? NO_HASH
                : hash(trail.recent().get(trail.recent().size() - 1));
    }

    /**
     * Tells whether somebody's events are the first ones of a trail, as far as that can be told: of what lies further back than
     * the kept records, only the count is compared.
     *
     * @param count how many he knows
     * @param head the hash of the latest of them
     */
    public static boolean beginsWith(AuditTrail trail, long count, String head) {
        if (count >= trail.count()) {
            return count == trail.count() && head.equals(head(trail));
        }
        return trail.recent().stream()
                .filter(record -> record.number() == count + 1)
                .allMatch(record -> record.previous().equals(head));
    }

    /** Says what is wrong with a group's trail. */
    public static Optional<String> defect(GroupId group, AuditTrail trail) {
        List<AuditRecord> recent = trail.recent();
        if (recent.size() != Math.min(trail.count(), AuditTrail.KEPT)) {
            return Optional.of("group " + group + " has " + trail.count() + " audit records, and " + recent.size()
                    + " of them are kept");
        }
        long number = trail.count() - recent.size();
        String previous = number == 0 ? NO_HASH : recent.get(0).previous();
        for (AuditRecord record : recent) {
            number++;
            if (!record.group().equals(group)
                    || record.number() != number
                    || !record.previous().equals(previous)) {
                return Optional.of("audit record " + number + " of group " + group + " does not follow the one before");
            }
            previous = hash(record);
        }
        return Optional.empty();
    }
}
