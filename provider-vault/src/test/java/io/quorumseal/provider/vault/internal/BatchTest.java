package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jopenlibs.vault.json.JsonArray;
import io.github.jopenlibs.vault.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final Batch batch = Batch.of(List.of(item("AAEC"), item("AAED")));

    private static Batch.Item item(String value) {
        return new Batch.Item("plaintext", value.getBytes(StandardCharsets.US_ASCII), new byte[] {1, 2, 3});
    }

    private List<JsonObject> sent() {
        return Json.objects(Json.object(batch.body()), "batch_input");
    }

    private static JsonObject answer(JsonObject... results) {
        JsonArray all = new JsonArray();
        Arrays.stream(results).forEach(all::add);
        return new JsonObject().add("data", new JsonObject().add("batch_results", all));
    }

    private JsonObject result(int index, String name, String value) {
        return new JsonObject()
                .add("reference", Json.text(sent().get(index), "reference").orElseThrow())
                .add(name, value);
    }

    @Test
    void body_isJsonOfAllItems() {
        assertEquals(List.of("AAEC", "AAED"), texts("plaintext"));
        assertEquals(List.of("AQID", "AQID"), texts("context"));
        assertEquals(2, texts("reference").stream().distinct().count());
    }

    private List<String> texts(String name) {
        return sent().stream().map(item -> Json.text(item, name).orElseThrow()).toList();
    }

    @Test
    void of_items_zeroesTheirValues() {
        Batch.Item item = item("AAEC");
        Batch.of(List.of(item)).close();
        assertEquals("\0\0\0\0", new String(item.value(), StandardCharsets.US_ASCII));
    }

    @Test
    void close_zeroesTheBody() {
        batch.close();
        assertTrue(new String(batch.body(), StandardCharsets.US_ASCII).chars().allMatch(c -> c == 0));
    }

    @Test
    void results_ofThisQuestion_areToldApart() {
        List<Batch.Result> results = batch.results(
                        400, answer(result(0, "ciphertext", "x"), result(1, "error", "invalid ciphertext: y")))
                .orElseThrow();
        assertInstanceOf(Batch.Result.Done.class, results.get(0));
        assertEquals(new Batch.Result.Failed(Failure.NOT_A_CIPHERTEXT), results.get(1));
    }

    @Test
    void results_ofAnotherQuestion_areNone() {
        JsonObject first = result(0, "ciphertext", "x");
        JsonObject second = result(1, "ciphertext", "y");
        assertTrue(batch.results(200, answer(first)).isEmpty());
        assertTrue(batch.results(200, answer(second, first)).isEmpty());
        assertTrue(batch.results(200, answer(first, second, second)).isEmpty());
        assertTrue(batch.results(200, answer(first, new JsonObject().add("ciphertext", "y")))
                .isEmpty());
        assertTrue(batch.results(200, new JsonObject()).isEmpty());
        assertTrue(batch.results(200, answer(first, second)).isPresent());
    }
}
