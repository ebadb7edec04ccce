package io.quorumseal.provider.vault.internal;

import io.github.jopenlibs.vault.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One call of an operation on several items, as {@code batch_input}, even if it is one: Vault repeats each item's
 * {@code reference} in its result, and a random one shows that an answer is to this question.
 *
 * <p>Request bodies are put together from bytes of base64, hex and Vault's own form, which need no escapes, so that
 * they can be zeroed.
 */
final class Batch implements AutoCloseable {
    private static final int REFERENCE = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] body;
    private final List<String> references;

    private Batch(byte[] body, List<String> references) {
        this.body = body;
        this.references = references;
    }

    /**
     * An item.
     *
     * @param name what is sent: {@code plaintext} or {@code ciphertext}
     * @param value its text in ASCII; zeroed by the batch
     * @param context what it is bound to
     */
    record Item(String name, byte[] value, byte[] context) {}

    /** What an item came to. */
    sealed interface Result {
        /**
         * Something else.
         *
         * @param fields what Vault tells
         */
        record Done(JsonObject fields) implements Result {}

        /**
         * Nothing.
         *
         * @param why the failure
         */
        record Failed(Failure why) implements Result {}
    }

    static Batch of(List<Item> items) {
        List<String> references = items.stream().map(item -> reference()).toList();
        byte[][] parts = new byte[items.size()][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = part(items.get(i), references.get(i), i > 0 ? "," : "");
        }
        byte[] body = join(ascii("{\"batch_input\":["), join(parts), ascii("]}"));
        return new Batch(body, references);
    }

    private static String reference() {
        byte[] random = new byte[REFERENCE];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static byte[] part(Item item, String reference, String before) {
        return join(
                ascii(before + "{\"reference\":\"" + reference + "\",\"context\":\""),
                Base64.getEncoder().encode(item.context()),
                ascii("\",\"" + item.name() + "\":\""),
                item.value(),
                ascii("\"}"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Joins the parts, and zeroes them. */
    private static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
            Arrays.fill(part, (byte) 0);
        }
        return joined.array();
    }

    byte[] body() {
        return body;
    }

    /** Reads the results out of an answer; empty if it is none to this question. */
    Optional<List<Result>> results(int status, JsonObject answer) {
        List<JsonObject> found = Json.objects(Json.object(answer, "data"), "batch_results");
        List<String> repeated = found.stream()
                .flatMap(one -> Json.text(one, "reference").stream())
                .toList();
        if (!repeated.equals(references)) {
            return Optional.empty();
        }
        List<Result> results = new ArrayList<>();
        found.forEach(one -> results.add(result(status, one)));
        return Optional.of(results);
    }

    private static Result result(int status, JsonObject one) {
        Optional<String> error = Json.text(one, "error").filter(text -> !text.isEmpty());
        return error.isPresent() ? new Result.Failed(Failure.of(status, List.of(error.get()))) : new Result.Done(one);
    }

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
    }
}
