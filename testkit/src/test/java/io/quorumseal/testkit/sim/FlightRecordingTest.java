package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.api.spi.Engine.Append;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording shows of a cluster. */
class FlightRecordingTest {
    private static final List<String> NAMES = List.of(
            "Open",
            "EntryApplied",
            "Cutover",
            "Rotation",
            "Hold",
            "Stall",
            "Halt",
            "KekCall",
            "RefusedPayload",
            "Event");

    @TempDir
    Path directory;

    private List<RecordedEvent> recorded(Runnable what) {
        try (Recording recording = new Recording()) {
            NAMES.forEach(name -> recording.enable("io.quorumseal." + name).withThreshold(Duration.ZERO));
            recording.start();
            what.run();
            recording.stop();
            Path file = directory.resolve("flight.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith("io.quorumseal."))
                    .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.quorumseal." + name))
                .toList();
    }

    private static RecordedEvent only(List<RecordedEvent> events, String name, String node) {
        List<RecordedEvent> found = named(events, name).stream()
                .filter(event -> event.getString("node").equals(node))
                .toList();
        assertEquals(1, found.size(), () -> name + " of " + node + " in " + events);
        return found.get(0);
    }

    @Test
    void recording_ofALife_hasEachKindOfEvent() {
        List<RecordedEvent> events = recorded(() -> {
            SimCluster cluster = sealing(Append.INDEX_KNOWN);
            assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
            cluster.settle();
            cluster.node("n2").stop();
        });
        assertEquals(
                Set.of("OPENED"),
                named(events, "Open").stream()
                        .map(event -> event.getString("outcome"))
                        .collect(Collectors.toSet()));
        assertEquals(3, named(events, "Open").size());
        List<RecordedEvent> applied = named(events, "EntryApplied").stream()
                .filter(event -> event.getString("node").equals("n1"))
                .toList();
        assertEquals(
                List.of("NewKeys", "EnableEnvelope", "EnableEnvelope", "EnableEnvelope", "NewKeys"),
                applied.stream().map(event -> event.getString("entry")).toList());
        assertEquals(
                Set.of("FRESH"),
                applied.stream().map(event -> event.getString("outcome")).collect(Collectors.toSet()));
        assertTrue(applied.stream().allMatch(event -> event.getDuration().toNanos() > 0));
        assertEquals(
                new TreeSet<>(Set.of("RAFT " + CONTROL_ID, "RAFT " + DATA_ID, "STORAGE " + CONTROL_ID)),
                named(events, "Cutover").stream()
                        .map(event -> event.getString("purpose") + " " + event.getString("group"))
                        .collect(Collectors.toCollection(TreeSet::new)));
        RecordedEvent rotation = only(events, "Rotation", "n3");
        assertEquals("STORAGE", rotation.getString("purpose"));
        assertEquals(2, rotation.getInt("suite"));
        assertEquals(3, named(events, "Rotation").size());
        Set<String> calls = named(events, "KekCall").stream()
                .map(event -> event.getString("operation") + " " + event.getString("outcome"))
                .collect(Collectors.toSet());
        assertTrue(calls.containsAll(Set.of("WRAP OK", "UNWRAP OK", "PROBE OK")), calls::toString);
        Set<String> told = named(events, "Event").stream()
                .map(event -> event.getString("event"))
                .collect(Collectors.toSet());
        assertTrue(told.containsAll(Set.of("OPENED", "SETTINGS", "ENTRY_APPLIED", "WRAP_INSTALLED")), told::toString);
    }

    @Test
    void recording_ofAHold_tellsWhoWaited() {
        List<RecordedEvent> events = recorded(() -> {
            SimCluster cluster = bootstrapped(Append.ON_CONDITION_OF_TERM);
            SimWrite early = cluster.node("n1").begin(DATA, "early", CANARY + 1);
            retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
            retryable(Reason.HELD, () -> cluster.node("n1").begin(DATA, "held", CANARY + 2));
            early.append();
            cluster.settle();
        });
        RecordedEvent hold = only(events, "Hold", "n1");
        assertEquals("REFUSED", hold.getString("outcome"));
        assertEquals(DATA, hold.getString("group"));
        RecordedEvent refused = only(events, "RefusedPayload", "n1");
        assertEquals("HELD", refused.getString("reason"));
        assertTrue(refused.getInt("size") > 0);
    }

    @Test
    void recording_ofAStallAndAHalt_tellsBoth() {
        List<RecordedEvent> events = recorded(() -> {
            SimCluster cluster = sealing(Append.INDEX_KNOWN);
            SimNode node = cluster.node("n3");
            node.connected(false);
            assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
            node.kek().fail(Kind.UNREACHABLE);
            node.connected(true);
            cluster.settle();
            node.kek().heal();
            cluster.tick(Duration.ofSeconds(2));
            cluster.settle();
            node.runtime().halted(DATA_ID, "a disk is full");
        });
        RecordedEvent stall = only(events, "Stall", "n3");
        assertEquals("RESUMED", stall.getString("outcome"));
        assertTrue(stall.getDuration().toNanos() > 0);
        RecordedEvent halt = only(events, "Halt", "n3");
        assertEquals("a disk is full", halt.getString("why"));
        assertTrue(named(events, "KekCall").stream()
                .anyMatch(event -> event.getString("outcome").equals("UNREACHABLE")));
    }

    /** Nothing is computed for an event that nobody wants, and a payload that passes is none. */
    @Test
    void recording_ofPayloads_hasNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        List<RecordedEvent> events = recorded(() -> {
            for (int i = 0; i < 50; i++) {
                cluster.node("n1").write(DATA, "k" + i, CANARY);
            }
            cluster.settle();
        });
        assertEquals(List.of(), events);
    }

    @Test
    void recording_holdsNoPayload() throws IOException {
        List<RecordedEvent> unused = recorded(() -> {
            SimCluster cluster = cleartext(Append.INDEX_KNOWN);
            retryable(Reason.GATE_CLOSED, () -> cluster.node("n2").begin(DATA, "k", CANARY));
        });
        String bytes = Files.readString(directory.resolve("flight.jfr"), StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("GATE_CLOSED"));
        assertFalse(bytes.contains(CANARY));
    }
}
