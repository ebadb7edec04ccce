package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jopenlibs.vault.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaintextsTest {
    private static final String ANSWER = "{\"data\":{\"batch_results\":[{\"plaintext\":\"AAEC\"},{\"error\":\"no"
            + " \\\"plaintext\\\":\\\"\"},{\"plaintext\":\"/+8=\"}]}}";

    @Test
    void takeFrom_anAnswer_leavesNumbersAndGivesBytes() {
        byte[] body = bytes(ANSWER);
        try (Plaintexts taken = Plaintexts.takeFrom(body)) {
            String left = new String(body, StandardCharsets.US_ASCII);
            assertFalse(left.contains("AAEC") || left.contains("/+8"), left);
            List<JsonObject> items = Json.objects(Json.object(Json.object(body), "data"), "batch_results");
            assertArrayEquals(new byte[] {0, 1, 2}, decode(taken, items.get(0)));
            assertEquals("no \"plaintext\":\"", Json.text(items.get(1), "error").orElseThrow());
            assertArrayEquals(new byte[] {(byte) 0xff, (byte) 0xef}, decode(taken, items.get(2)));
        }
    }

    private static byte[] decode(Plaintexts taken, JsonObject item) {
        return taken.decode(Json.text(item, "plaintext").orElseThrow()).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"plaintext\":\"",
                "\"plaintext\":\"AA",
                "{\"plaintext\": \"AAEC\"}",
                "{\"plaintext\":\"\"}",
                "{\"plaintext\":\"****\"}"
            })
    void decode_whatIsNoAnswer_givesNothing(String text) {
        try (Plaintexts taken = Plaintexts.takeFrom(bytes(text))) {
            assertTrue(taken.decode("AAEC").isEmpty());
            assertTrue(taken.decode("1").isEmpty());
        }
        try (Plaintexts taken = Plaintexts.takeFrom(bytes("{\"plaintext\":\"****\"}"))) {
            assertTrue(taken.decode("0").isEmpty());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
