package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Sidecar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Damages the vectors' texts and the recorded file: each copy is refused with a type, or is a sidecar. */
class DamagedSidecarTest {
    private int refused;
    private int decoded;

    @Test
    void decode_everyTruncation_isTypedOrASidecar() throws IOException {
        for (byte[] text : texts()) {
            for (int length = 0; length < text.length; length++) {
                check(Arrays.copyOf(text, length));
            }
        }
        assertTrue(refused > 5_000 && decoded > 0, refused + " refused, " + decoded + " decoded");
    }

    @Test
    void decode_everyBitFlip_isTypedOrASidecar() throws IOException {
        for (byte[] text : texts()) {
            for (int bit = 0; bit < text.length * 8; bit++) {
                byte[] changed = text.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                check(changed);
            }
        }
        assertTrue(refused > 10_000 && decoded > 1_000, refused + " refused, " + decoded + " decoded");
    }

    /** Any other exception fails the test, and so does a sidecar that could not be written again. */
    private void check(byte[] file) {
        Sidecar sidecar;
        try {
            sidecar = Samples.CODEC.decode(file);
        } catch (MalformedException typed) {
            refused++;
            return;
        }
        decoded++;
        if (decoded % 16 == 0) {
            MacKeys keys = new SampleKeys(sidecar.state().keys().keySet());
            assertEquals(sidecar, Samples.CODEC.decode(Samples.MAC.encode(sidecar, keys)));
        }
    }

    private static List<byte[]> texts() throws IOException {
        try (InputStream in = DamagedSidecarTest.class.getResourceAsStream("/vectors/sidecar.json")) {
            JsonValue.Arr vectors =
                    (JsonValue.Arr) JsonReader.read(Objects.requireNonNull(in).readAllBytes());
            return java.util.stream.Stream.concat(
                            vectors.elements().stream().map(DamagedSidecarTest::text),
                            java.util.stream.Stream.of(
                                    SidecarCodecTest.golden(),
                                    new String(
                                            Samples.MAC.encode(Samples.withCiphers(), Samples.KEYS),
                                            StandardCharsets.UTF_8)))
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private static String text(JsonValue vector) {
        return Members.of(Pointer.ROOT, vector).text("sidecar");
    }
}
