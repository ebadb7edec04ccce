package io.quorumseal.core.internal.apply;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditRecord.Event;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.format.AuditFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Records key events in the key state that they make. Everything in a record comes from the log and from what the log
 * made, so every replica records the same. A registration is no key event: the registry keeps it.
 */
public final class Audit {
    private static final int NAMED_DEKS = 16;

    /** As {@link #subject(RewrapDeks)} words it; the version is the provider's, and may have any characters in it. */
    private static final Pattern REWRAP =
            Pattern.compile("[0-9]+ DEKs, under KEK version \"(.*)\": [^\"]*", Pattern.DOTALL);

    private Audit() {}

    /** Adds the record of an entry that is applied for the first time. */
    static Decision recorded(Scene scene, EncryptionEntry entry, Decision decision) {
        if (!(decision instanceof Decision.Change change) || wasRecorded(scene, entry, change)) {
            return decision;
        }
        AuditTrail before = change.next().group(scene.at().group()).audit();
        return told(entry)
                .map(told -> change.leadingTo(with(change.next(), record(scene, before, told, change.outcome()))))
                .orElse(change);
    }

    /** What takes effect in a log that began anew may stand below what was applied of the one before. */
    private static boolean wasRecorded(Scene scene, EncryptionEntry entry, Decision.Change change) {
        boolean begins = entry instanceof NewLog || entry.marker().isPresent();
        return scene.replayed() && !(begins && change.outcome() == Outcome.FRESH);
    }

    /** Whether applying an entry leaves a record. */
    static boolean isRecorded(EncryptionEntry entry) {
        return told(entry).isPresent();
    }

    private static KeyState with(KeyState next, AuditRecord record) {
        return next.withGroup(record.group(), group -> group.recorded(record));
    }

    private static AuditRecord record(Scene scene, AuditTrail trail, Told told, Outcome outcome) {
        return new AuditRecord(
                scene.at().group(),
                trail.count() + 1,
                scene.at().term(),
                scene.at().index(),
                told.what(),
                told.subject(),
                told.by(),
                outcome,
                AuditFormat.head(trail));
    }

    /**
     * What an entry tells of a key event.
     *
     * @param what what was asked for
     * @param subject what it is about
     * @param by who proposed it
     */
    private record Told(Event what, String subject, NodeId by) {}

    private static Optional<Told> told(EncryptionEntry entry) {
        if (entry instanceof Bootstrap bootstrap) {
            return Optional.of(new Told(Event.BOOTSTRAP, subject(bootstrap), proposer(bootstrap)));
        }
        if (entry instanceof NewKeys keys) {
            return Optional.of(new Told(event(keys), subject(keys), keys.proposer()));
        }
        if (entry instanceof RotateDek rotate) {
            String subject = rotate.purpose().word() + " DEK " + rotate.dek().id();
            return Optional.of(
                    new Told(Event.ROTATE_DEK, subject, rotate.proposer().node()));
        }
        if (entry instanceof EnableEnvelope enable) {
            return Optional.of(new Told(
                    event(enable), "DEK " + enable.dek(), enable.proposer().node()));
        }
        if (entry instanceof RewrapDeks rewrap) {
            return Optional.of(new Told(Event.REWRAP_DEKS, subject(rewrap), rewrap.proposer()));
        }
        if (entry instanceof NewLog log) {
            return Optional.of(new Told(Event.ACCEPT_NEW_LOG, subject(log), log.proposer()));
        }
        return entry instanceof RetireDek retire
                ? Optional.of(new Told(Event.RETIRE_DEK, "DEK " + retire.dek(), retire.proposer()))
                : Optional.empty();
    }

    static String subject(NewLog log) {
        return "generation " + log.generation();
    }

    private static Event event(NewKeys keys) {
        return keys.what() == NewKeys.What.BOOTSTRAP ? Event.BOOTSTRAP : Event.ROTATE_DEK;
    }

    private static String subject(NewKeys keys) {
        return keys.keys().stream()
                .map(key -> key.purpose().word() + " DEK " + key.dek().id() + " of suite "
                        + key.cipher().suite())
                .collect(Collectors.joining(", "));
    }

    private static Event event(EnableEnvelope enable) {
        return enable.kind() == Purpose.STORAGE ? Event.ENABLE_STORAGE_ENVELOPE : Event.ENABLE_RAFT_ENVELOPE;
    }

    private static String subject(Bootstrap bootstrap) {
        return "storage DEK " + bootstrap.storage().id() + ", raft DEK "
                + bootstrap.raft().id();
    }

    private static String subject(RewrapDeks rewrap) {
        List<WrappedDek> deks = rewrap.deks();
        String named =
                deks.stream().limit(NAMED_DEKS).map(dek -> dek.id().toString()).collect(Collectors.joining(", "));
        String more = deks.size() > NAMED_DEKS ? " and " + (deks.size() - NAMED_DEKS) + " more" : "";
        return deks.size() + " DEKs, under KEK version \"" + rewrap.kekVersion() + "\": " + named + more;
    }

    /** Under which version of the KEK a rewrap wrapped; empty if the record is of something else. */
    public static Optional<String> kekVersion(AuditRecord record) {
        Matcher subject = REWRAP.matcher(record.event() == Event.REWRAP_DEKS ? record.subject() : "");
        return subject.matches() ? Optional.of(subject.group(1)) : Optional.empty();
    }

    /** The proposer of a bootstrap stands first among its writers. */
    private static NodeId proposer(Bootstrap bootstrap) {
        return bootstrap.writers().stream()
                .findFirst()
                .map(writer -> writer.node())
                .orElse(new NodeId(0));
    }
}
