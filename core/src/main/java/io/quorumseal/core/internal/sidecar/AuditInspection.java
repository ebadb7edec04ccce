package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.core.internal.format.AuditFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an audit file says, and whether its records follow one another. Anybody can write a chain that fits in itself: it
 * proves something only as far as it leads to what the key file says, whose MAC takes the KEK to check.
 *
 * @param groups what is there of each group
 * @param defects where a record does not follow the one before, or is not the one that its hash is of
 * @param entries the records, in the order of the file
 * @param torn how many lines cannot be read; a crash leaves such a line, and nothing that was recorded is in it
 */
public record AuditInspection(SortedMap<GroupId, Chain> groups, List<String> defects, List<Entry> entries, int torn) {

    /**
     * A record.
     *
     * @param hash its hash, as the file says
     * @param seen when this node wrote it
     */
    public record Entry(AuditRecord record, String hash, Instant seen) {}

    /**
     * The records of one group.
     *
     * @param records how many there are
     * @param gaps how often some are left out, because this node never had them or the file was moved away
     * @param number the number of the latest one
     * @param head its hash
     */
    public record Chain(long records, long gaps, long number, String head) {
        static final Chain EMPTY = new Chain(0, 0, 0, AuditFormat.NO_HASH);

        Chain with(AuditLine line) {
            boolean gap = line.record().isEmpty();
            return new Chain(records + (gap ? 0 : 1), gaps + (gap ? 1 : 0), line.number(), line.hash());
        }

        /** Whether this is where a record may follow. */
        boolean precedes(AuditRecord next) {
            return next.number() == number + 1 && next.previous().equals(head);
        }
    }

    /** Reads a file. */
    public static AuditInspection of(byte[] file) {
        Reading reading = new Reading();
        int start = 0;
        for (int i = 0; i <= file.length; i++) {
            if (i == file.length || file[i] == '\n') {
                reading.line(Arrays.copyOfRange(file, start, i));
                start = i + 1;
            }
        }
        return new AuditInspection(
                reading.groups, List.copyOf(reading.defects), List.copyOf(reading.entries), reading.torn);
    }

    /** What is there of one group. */
    public Chain chain(GroupId group) {
        return groups.getOrDefault(group, Chain.EMPTY);
    }

    /** What is wrong in the file, and where it does not lead to a key state. */
    public List<String> defects(KeyState state) {
        List<String> wrong = new ArrayList<>(defects);
        state.groups().forEach((id, group) -> contradiction(id, group.audit()).ifPresent(wrong::add));
        return wrong;
    }

    /** How often records are left out. */
    public long gaps() {
        return groups.values().stream().mapToLong(Chain::gaps).sum();
    }

    /** Says where the file does not lead to what the key file says of a group. */
    public Optional<String> contradiction(GroupId group, AuditTrail trail) {
        Chain chain = chain(group);
        if (chain.number() > trail.count()) {
            return Optional.of("it has record " + chain.number() + " of group " + group + ", and the key file knows "
                    + trail.count());
        }
        boolean leadsThere = chain.number() == trail.count()
                ? chain.head().equals(AuditFormat.head(trail))
                : trail.recent().stream().anyMatch(chain::precedes);
        return leadsThere
                ? Optional.empty()
                : Optional.of("record " + chain.number() + " of group " + group
                        + ", its last, is not the one that the key file goes on from");
    }

    /** Goes through the lines. */
    private static final class Reading {
        private final SortedMap<GroupId, Chain> groups = new TreeMap<>();
        private final List<String> defects = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private int torn;
        private int number;

        private void line(byte[] bytes) {
            number++;
            if (bytes.length > 0) {
                AuditLine.read(bytes).ifPresentOrElse(this::line, () -> torn++);
            }
        }

        private void line(AuditLine line) {
            Chain before = groups.getOrDefault(line.group(), Chain.EMPTY);
            line.record().ifPresent(record -> {
                check(line, record, before);
                entries.add(new Entry(record, line.hash(), line.seen().orElse(Instant.EPOCH)));
            });
            groups.put(line.group(), before.with(line));
        }

        private void check(AuditLine line, AuditRecord record, Chain before) {
            String what = "line " + number + ": record " + record.number() + " of group " + record.group();
            if (!AuditFormat.hash(record).equals(line.hash())) {
                defects.add(what + " is not the one that its hash is of");
            } else if (!before.precedes(record)) {
                defects.add(what + " does not follow record " + before.number());
            }
        }
    }
}
