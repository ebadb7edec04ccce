package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.internal.format.AuditFormat;
import io.quorumseal.core.internal.format.AuditTrails;
import io.quorumseal.core.internal.sidecar.AuditInspection.Chain;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditFileTest {
    private static final GroupId A = new GroupId("a");
    private static final GroupId B = new GroupId("b \u6771 \"quoted\"");

    private final Lines store = new Lines();

    private AuditFile opened() {
        return new AuditFile(store, () -> Instant.parse("2026-03-04T05:06:07.891Z"));
    }

    private static KeyState state(int ofA, int ofB) {
        return KeyState.EMPTY.withGroup(A, group -> with(group, A, ofA)).withGroup(B, group -> with(group, B, ofB));
    }

    private static Group with(Group group, GroupId id, int records) {
        AuditTrail trail = AuditTrails.of(id, records);
        return new Group(
                group.log(), group.generation(), group.cutover(), false, group.applied(), group.registered(), trail);
    }

    private Chain chain(GroupId group) {
        AuditInspection seen = AuditInspection.of(store.bytes());
        assertEquals(List.of(), seen.defects());
        return Objects.requireNonNull(seen.groups().get(group));
    }

    @Test
    void follow_recordAfterRecord_writesEachOnce() {
        AuditFile file = opened();
        for (int records = 0; records < 40; records++) {
            file.follow(state(records, records / 2));
            file.follow(state(records, records / 2));
        }
        String head = AuditFormat.head(AuditTrails.of(A, 39));
        assertEquals(new Chain(39, 0, 39, head), chain(A));
        assertEquals(19, chain(B).records());
        assertEquals(39 + 19, store.lines().size());
    }

    @Test
    void follow_stateWithoutKeyEvents_writesNothing() {
        opened().follow(KeyState.EMPTY);
        opened().follow(state(0, 0));
        assertTrue(store.readAudit().isEmpty());
    }

    @Test
    void follow_afterARestart_writesWhatACrashKeptOut() {
        opened().follow(state(3, 1));
        opened().follow(state(3 + AuditTrail.KEPT, 1));
        assertEquals(0, chain(A).gaps());
        assertEquals(3 + AuditTrail.KEPT, chain(A).records());
    }

    @Test
    void follow_moreThanAreKept_saysThatSomeAreMissing() {
        opened().follow(state(3, 0));
        opened().follow(state(3 + AuditTrail.KEPT + 1, 0));
        assertEquals(1, chain(A).gaps());
        assertEquals(3 + AuditTrail.KEPT, chain(A).records());
        assertTrue(store.lines().get(3).contains("\"gap\":true"));
        assertTrue(store.lines().get(3).contains("\"number\":4"));
    }

    @Test
    void follow_behindATornLine_beginsANewOne() {
        opened().follow(state(2, 0));
        String whole = store.text;
        for (int left = 0; left < whole.length(); left++) {
            store.text = whole.substring(0, left);
            opened().follow(state(2, 0));
            opened().follow(state(3, 0));
            assertEquals(3, chain(A).number());
            assertEquals(0, chain(A).gaps());
            store.text = whole.substring(0, left) + "\0".repeat(whole.length() - left);
            opened().follow(state(3, 0));
            assertEquals(3, chain(A).number());
        }
    }

    @Test
    void follow_fileOfAnotherHistory_saysThatSomeAreMissing() {
        opened().follow(state(2, 0));
        store.text = store.text.replace("DEK 2", "DEK 3");
        opened().follow(state(3, 0));
        AuditInspection seen = AuditInspection.of(store.bytes());
        assertEquals(1, seen.defects().size());
        assertTrue(seen.defects().get(0).startsWith("line 2: record 2 of group a"));
    }

    @Test
    void of_lineChangedRemovedOrMoved_isADefectOrContradictsTheKeyFile() {
        opened().follow(state(4, 0));
        List<String> lines = store.lines();
        AuditTrail trail = AuditTrails.of(A, 4);
        assertTrue(isSound(lines, trail));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            assertFalse(isSound(replaced(lines, i, line.replace("\"term\":\"3\"", "\"term\":\"2\"")), trail));
            assertFalse(isSound(replaced(lines, i, line.replace("\"by\":\"18", "\"by\":\"17")), trail));
            if (i < lines.size() - 1) {
                assertFalse(isSound(replaced(lines, i, ""), trail));
                assertFalse(isSound(replaced(replaced(lines, i, lines.get(i + 1)), i + 1, line), trail));
            }
        }
        assertFalse(isSound(lines, AuditTrails.of(A, 3)));
        assertTrue(isSound(lines, AuditTrails.of(A, 5)));
    }

    @Test
    void contradiction_fileBeyondBesideOrTooFarBehindTheKeyFile_isSaid() {
        opened().follow(state(4, 0));
        AuditInspection seen = AuditInspection.of(store.bytes());
        assertEquals(Optional.empty(), seen.contradiction(A, AuditTrails.of(A, 4)));
        assertEquals(Optional.empty(), seen.contradiction(A, AuditTrails.of(A, 4 + AuditTrail.KEPT)));
        assertEquals(
                Optional.of("it has record 4 of group a, and the key file knows 3"),
                seen.contradiction(A, AuditTrails.of(A, 3)));
        Optional<String> other =
                Optional.of("record 4 of group a, its last, is not the one that the key file goes on from");
        assertEquals(other, seen.contradiction(A, AuditTrails.of(B, 4)));
        assertEquals(other, seen.contradiction(A, AuditTrails.of(B, 5)));
        assertEquals(other, seen.contradiction(A, AuditTrails.of(A, 5 + AuditTrail.KEPT)));
    }

    private static List<String> replaced(List<String> lines, int at, String line) {
        List<String> next = new ArrayList<>(lines);
        next.set(at, line);
        return next;
    }

    private static boolean isSound(List<String> lines, AuditTrail trail) {
        AuditInspection seen = AuditInspection.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        return seen.defects().isEmpty() && seen.contradiction(A, trail).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "null", "{\"group\":\"\"}", "{\"group\":\"a\",\"number\":-1}"})
    void of_lineThatIsNoRecord_isPassedOver(String line) {
        opened().follow(state(1, 0));
        store.text += line + "\n";
        opened().follow(state(2, 0));
        assertEquals(2, chain(A).records());
    }

    @Test
    void of_memberThatNoRecordCanHave_isPassedOver() {
        opened().follow(state(2, 0));
        String whole = store.text;
        Map<String, String> changes = Map.of(
                "\"DEK 2\"", "\"" + "x".repeat(5_000) + "\"",
                "\"term\":\"3\"", "\"term\":\"three\"",
                "\"outcome\":\"stale\"", "\"outcome\":\"odd\"",
                "\"event\":\"", "\"event\":\"odd-",
                "\"previous\":\"", "\"previous\":\"xy",
                "\"hash\":\"", "\"hash\":\"\\u001b[2J",
                "\"group\":\"a\"", "\"group\":\"" + "g".repeat(5_000) + "\"");
        changes.forEach((from, to) -> {
            int last = whole.lastIndexOf(from);
            assertTrue(last > 0, from);
            store.text = whole.substring(0, last) + to + whole.substring(last + from.length());
            AuditInspection seen = AuditInspection.of(store.bytes());
            assertEquals(1, seen.torn(), from);
            assertEquals(1, seen.chain(A).records(), from);
        });
    }

    @Test
    void follow_time_isInTheLineAndInNoHash() {
        opened().follow(state(1, 0));
        assertTrue(store.text.contains("\"seen\":\"2026-03-04T05:06:07Z\""));
        store.text = store.text.replace("2026", "2027");
        assertEquals(1, chain(A).records());
    }

    /** Keeps the audit only. */
    private static final class Lines implements SidecarStore {
        private String text = "";

        private byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private List<String> lines() {
            return text.lines().toList();
        }

        @Override
        public void probe() {}

        @Override
        public Optional<byte[]> read() {
            return Optional.empty();
        }

        @Override
        public void write(byte[] bytes) {
            throw new AssertionError("only the audit is written here");
        }

        @Override
        public Optional<byte[]> readAudit() {
            return text.isEmpty() ? Optional.empty() : Optional.of(bytes());
        }

        @Override
        public void appendAudit(byte[] bytes) {
            text += new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {}
    }
}
