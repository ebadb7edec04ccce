package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "{\"a\"",
                "{\"a\":",
                "tru",
                "nul",
                "]",
                "{\"a\":1,}",
                "[1,]",
                "[1 2]",
                "01",
                "+1",
                "1.",
                ".5",
                "NaN",
                "Infinity",
                "'a'",
                "{a:1}",
                "{} {}",
                "{}x",
                "/**/1",
                "#\n1",
                "\"\t\"",
                "\"a",
                "\"\\q\"",
                "\"\\ud800\"",
                "\"\\ud800x\"",
                "{\"\\udc00\":1}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":1}",
                "\uFEFF{}",
                "{}\0"
            })
    void read_notStrictJson_refused(String text) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_otherEncodings_refused() {
        assertRefused("{}".getBytes(StandardCharsets.UTF_16));
        assertRefused("{}".getBytes(StandardCharsets.UTF_16LE));
        assertRefused(new byte[] {0, 0, 0, '{', 0, 0, 0, '}'});
        assertRefused(new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'});
        assertRefused(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'});
    }

    @Test
    void read_deepNesting_refusedBeyondTheLimit() {
        JsonReader.read(nested(Limits.DEPTH));
        assertRefused(nested(Limits.DEPTH + 1));
        assertRefused(nested(1_000_000));
        assertRefused("{\"a\":".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] nested(int depth) {
        return ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void read_longNumbersAndNames_refusedBeyondTheLimit() {
        JsonReader.read("1".repeat(Limits.NUMBER_DIGITS).getBytes(StandardCharsets.US_ASCII));
        assertRefused("1".repeat(Limits.NUMBER_DIGITS + 1).getBytes(StandardCharsets.US_ASCII));
        assertRefused(("{\"" + "n".repeat(Limits.NAME_LENGTH + 1) + "\":1}").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void read_hugeText_refusedBeyondTheLimit() {
        byte[] spaces = " ".repeat(Limits.FILE_BYTES).getBytes(StandardCharsets.US_ASCII);
        spaces[0] = '1';
        assertEquals(new JsonValue.Num("1"), JsonReader.read(spaces));
        assertRefused((new String(spaces, StandardCharsets.US_ASCII) + " ").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void read_numbersNotUnderstood_keepTheirText() {
        byte[] text = "[1.50,-0,1E+400,10000000000000000000000]".getBytes(StandardCharsets.US_ASCII);
        assertEquals(new String(text, StandardCharsets.US_ASCII), JsonWriter.compact(JsonReader.read(text)));
    }

    private static void assertRefused(byte[] text) {
        MalformedException error = assertThrows(MalformedException.class, () -> JsonReader.read(text));
        assertEquals(Defect.SIDECAR, error.defect());
    }
}
