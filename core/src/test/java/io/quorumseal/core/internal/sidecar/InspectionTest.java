package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionTest {
    private static final String REFERENCE = "{\"version\": 2, \"raft_applied_index\": 7}";

    @Test
    void of_anyFile_saysWhatTheCodecOfItsControlGroupReads() {
        byte[] file = Samples.fullFile();
        Inspection inspection = Inspection.of(file);
        SidecarCodec codec = new SidecarCodec(inspection.control().orElseThrow());
        assertEquals(codec.decode(file), inspection.sidecar());
        assertEquals(codec.decodeWithMac(file).mac().map(MacTag::source), inspection.mac());
        assertTrue(inspection.mac().isPresent());
    }

    @Test
    void of_fileOfTheReference_namesNoControlGroup() {
        Inspection inspection = Inspection.of(bytes(REFERENCE));
        assertEquals(Optional.empty(), inspection.control());
        assertEquals(Optional.empty(), inspection.mac());
        assertEquals(7, inspection.sidecar().state().group(Inspection.UNNAMED).applied());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "7", "[]", "null"})
    void of_controlGroupThatIsNone_isMalformed(String control) {
        String file = "{\"version\": 2, \"quorumseal\": {\"control\": " + control + "}}";
        MalformedException refused = assertThrows(MalformedException.class, () -> Inspection.of(bytes(file)));
        assertEquals(Defect.SIDECAR, refused.defect());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"version\": 2, \"quorumseal\": 7}"})
    void of_whatIsNoSidecar_isMalformed(String file) {
        assertThrows(MalformedException.class, () -> Inspection.of(bytes(file)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
