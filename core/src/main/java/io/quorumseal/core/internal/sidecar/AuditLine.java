package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.Applier;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.core.internal.format.AuditFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an audit file: a record, or where a group's records go on after some that this node never had.
 *
 * @param group whose line it is
 * @param number the record's number; of a gap, that of the last record which is left out
 * @param hash the hash of the record with that number
 * @param record the record; empty in a gap
 * @param seen when the line was written; empty if it was not yet
 */
record AuditLine(GroupId group, long number, String hash, Optional<AuditRecord> record, Optional<Instant> seen) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    static AuditLine of(AuditRecord record) {
        return new AuditLine(
                record.group(), record.number(), AuditFormat.hash(record), Optional.of(record), Optional.empty());
    }

    /** Stands for all records up to the one that comes before this. */
    static AuditLine gapBefore(AuditRecord next) {
        return new AuditLine(next.group(), next.number() - 1, next.previous(), Optional.empty(), Optional.empty());
    }

    /** Writes the line, with the time at which this node wrote it; that is in no hash. */
    String text(Instant seen) {
        ObjectBuilder members = new ObjectBuilder()
                .text("group", group.name())
                .number("number", number)
                .text("hash", hash)
                .text("seen", seen.truncatedTo(ChronoUnit.SECONDS).toString());
        record.ifPresentOrElse(event -> write(event, members), () -> members.put("gap", JsonValue.Word.TRUE));
        return JsonWriter.compact(members.build()) + "\n";
    }

    private static void write(AuditRecord event, ObjectBuilder members) {
        members.text("term", Long.toUnsignedString(event.term()))
                .number("index", event.index())
                .text("event", event.event().word())
                .text("subject", event.subject())
                .text("by", event.by().toString())
                .text("outcome", word(event.outcome()))
                .text("previous", event.previous());
    }

    private static String word(Applier.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /** Reads a line; empty if it is none, such as one that a crash has torn. */
    static Optional<AuditLine> read(byte[] line) {
        try {
            return Optional.of(read(Members.of(Pointer.ROOT, JsonReader.read(line))));
        } catch (QuorumSealException | IllegalArgumentException | DateTimeException notALine) {
            return Optional.empty();
        }
    }

    private static AuditLine read(Members members) {
        GroupId group = new GroupId(members.text("group"));
        long number = Numbers.index(members, "number");
        Optional<AuditRecord> record =
                members.flag("gap") ? Optional.empty() : Optional.of(record(group, number, members));
        return new AuditLine(
                group, number, hash(members.text("hash")), record, Optional.of(Instant.parse(members.text("seen"))));
    }

    /** Of a gap it is in no record, and people are shown it. */
    private static String hash(String text) {
        if (HASH.matcher(text).matches()) {
            return text;
        }
        throw new IllegalArgumentException("no hash");
    }

    private static AuditRecord record(GroupId group, long number, Members members) {
        AuditRecord record = new AuditRecord(
                group,
                number,
                Long.parseUnsignedLong(members.text("term")),
                Numbers.index(members, "index"),
                event(members.text("event")),
                members.text("subject"),
                new NodeId(Long.parseUnsignedLong(members.text("by"))),
                Applier.Outcome.valueOf(members.text("outcome").toUpperCase(Locale.ROOT)),
                members.text("previous"));
        return AuditFormat.decode(AuditFormat.encode(record));
    }

    private static AuditRecord.Event event(String word) {
        return Arrays.stream(AuditRecord.Event.values())
                .filter(event -> event.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no event " + word));
    }
}
