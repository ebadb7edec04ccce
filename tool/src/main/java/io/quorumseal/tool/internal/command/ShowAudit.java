package io.quorumseal.tool.internal.command;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditRecord.Event;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.KeyEvents.Entry;
import io.quorumseal.tool.ExitCode;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.internal.report.EventReport;
import io.quorumseal.tool.internal.report.Finding;
import io.quorumseal.tool.internal.report.Finding.Kind;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.Report;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Shows the key events that a node has recorded, and whether their records are whole. */
public final class ShowAudit extends Operation {
    private final NodeAccess node;

    @Option(names = "--dek", paramLabel = "DEK", description = "Only events of this data key.")
    private @Nullable DekId dek;

    @Option(names = "--group", paramLabel = "GROUP", description = "Only events in this Raft group's log.")
    private @Nullable GroupId group;

    @Option(
            names = "--event",
            paramLabel = "KIND",
            converter = EventWord.class,
            completionCandidates = EventWords.class,
            description = "Only events of this kind, such as rotate-dek.")
    private @Nullable Event event;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Clean.Moment.class,
            description =
                    "Only events that the node has recorded at this moment or later, such as 2026-01-31T14:00:00Z.")
    private @Nullable Instant since;

    public ShowAudit(NodeAccess node) {
        super(
                "audit",
                "Shows the key events that the node has recorded. All records are verified, whichever are shown: that none"
                        + " was changed, left out or added.");
        this.node = node;
    }

    @Override
    Answer answer() throws Exception {
        KeyEvents events = node.keyEvents();
        EventReport told = new EventReport(node.status());
        List<Finding> findings = events.defects().stream()
                .map(defect -> new Finding(Kind.AUDIT_BROKEN, defect))
                .toList();
        Report report = new Report()
                .text("command", name())
                .flag("verified", findings.isEmpty())
                .number("records", events.entries().size())
                .number("gaps", events.gaps())
                .number("torn_lines", events.torn())
                .rows(
                        "events",
                        events.entries().stream()
                                .filter(this::isMeant)
                                .map(entry -> row(entry, told))
                                .toList())
                .rows("findings", findings.stream().map(Finding::report).toList());
        return new Answer(findings.isEmpty() ? ExitCode.DONE : ExitCode.FINDINGS, HumanText.of(report), report, "");
    }

    private boolean isMeant(Entry entry) {
        AuditRecord record = entry.record();
        return (group == null || record.group().equals(group))
                && (event == null || record.event() == event)
                && (since == null || !entry.seen().isBefore(since))
                && (dek == null || names(record.subject(), dek));
    }

    private static boolean names(String subject, DekId dek) {
        return Pattern.compile("\\b" + dek + "\\b").matcher(subject).find();
    }

    private static Report row(Entry entry, EventReport told) {
        AuditRecord record = entry.record();
        Report begun = EventReport.which(record).text("seen", entry.seen().toString());
        return told.whatHappened(begun, record)
                .number("term", record.term())
                .number("index", record.index())
                .text("hash", entry.hash());
    }

    /** The words for events. */
    static final class EventWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Event.values()).map(Event::word).iterator();
        }
    }

    /** Reads the word for an event. */
    static final class EventWord implements ITypeConverter<Event> {
        @Override
        public Event convert(String word) {
            return Arrays.stream(Event.values())
                    .filter(event -> event.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "expected one of " + String.join(", ", new EventWords()) + ", found '" + word + "'"));
        }
    }
}
