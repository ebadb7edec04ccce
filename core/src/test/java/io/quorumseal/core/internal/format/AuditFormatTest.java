package io.quorumseal.core.internal.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditRecord.Event;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.NodeId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditFormatTest {
    private static final GroupId GROUP = new GroupId("g1");
    private static final AuditRecord RECORD = new AuditRecord(
            GROUP, 1, 4, 40, Event.ROTATE_DEK, "raft DEK 7", new NodeId(9), Outcome.FRESH, AuditFormat.NO_HASH);

    @Test
    void encode_record_hasTheSpecifiedBytes() {
        String expected = "0002" + "6731" // group
                + "0000000000000001" // number
                + "0000000000000004" // term
                + "0000000000000028" // index
                + "02" // event
                + "000a" + "726166742044454b2037" // subject
                + "0000000000000009" // by
                + "01" // outcome
                + "00".repeat(32); // previous
        assertEquals(expected, HexFormat.of().formatHex(AuditFormat.encode(RECORD)));
        assertEquals(RECORD, AuditFormat.decode(AuditFormat.encode(RECORD)));
    }

    @Test
    void hash_record_isSha256OfLabelAndBytes() {
        assertEquals("cbd8abb461d911eb4dd3746788f62fbd4c356a9506610f21e26f7b26907d901d", AuditFormat.hash(RECORD));
    }

    @Test
    void decode_bytesThatAreNoRecord_isMalformed() {
        byte[] bytes = AuditFormat.encode(RECORD);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(MalformedException.class, () -> AuditFormat.decode(cut));
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThrows(MalformedException.class, () -> AuditFormat.decode(longer));
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 8, -1})
    void decode_unknownEvent_isMalformed(byte event) {
        byte[] bytes = AuditFormat.encode(RECORD);
        bytes[28] = event;
        assertThrows(MalformedException.class, () -> AuditFormat.decode(bytes));
    }

    @Test
    void defect_trailsThatApplyingMakes_isNone() {
        for (int records = 0; records < 3 * AuditTrail.KEPT; records++) {
            AuditTrail trail = AuditTrails.of(GROUP, records);
            assertEquals(Math.min(records, AuditTrail.KEPT), trail.recent().size());
            assertTrue(AuditFormat.defect(GROUP, trail).isEmpty());
        }
    }

    @Test
    void beginsWith_eachTrail_knowsItsOwnBeginningsAndNoOther() {
        AuditTrail whole = AuditTrails.of(GROUP, AuditTrail.KEPT + 4);
        for (int known = 4; known <= whole.count(); known++) {
            assertTrue(AuditFormat.beginsWith(whole, known, AuditFormat.head(AuditTrails.of(GROUP, known))));
            assertFalse(AuditFormat.beginsWith(whole, known, AuditFormat.NO_HASH));
        }
        assertTrue(AuditFormat.beginsWith(whole, 3, AuditFormat.NO_HASH), "is not kept any more");
        assertFalse(AuditFormat.beginsWith(whole, whole.count() + 1, AuditFormat.head(whole)));
        assertTrue(AuditFormat.beginsWith(AuditTrail.NONE, 0, AuditFormat.NO_HASH));
    }

    @Test
    void defect_recordLeftOutChangedOrOfAnotherGroup_isTold() {
        AuditTrail whole = AuditTrails.of(GROUP, 5);
        List<AuditRecord> all = whole.recent();
        assertDefect(new AuditTrail(4, all));
        assertDefect(new AuditTrail(5, all.subList(1, 5)));
        assertDefect(new AuditTrail(4, List.of(all.get(0), all.get(1), all.get(3), all.get(4))));
        assertDefect(new AuditTrail(5, List.of(all.get(0), RECORD, all.get(2), all.get(3), all.get(4))));
        assertTrue(AuditFormat.defect(new GroupId("g2"), whole).isPresent());
    }

    private static void assertDefect(AuditTrail trail) {
        assertTrue(AuditFormat.defect(GROUP, trail).isPresent());
    }
}
