package io.quorumseal.provider.vault.internal;

import io.github.jopenlibs.vault.json.JsonObject;
import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek.Unwrapped;
import io.quorumseal.provider.vault.internal.Batch.Item;
import io.quorumseal.provider.vault.internal.Batch.Result;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The calls of Vault's Transit engine on one key. */
final class Transit implements AutoCloseable {
    private static final String PLAINTEXT = "plaintext";
    private static final String CIPHERTEXT = "ciphertext";

    private final VaultUri uri;
    private final Connection connection;
    private final Session session;

    Transit(VaultUri uri, Connection connection, Session session) {
        this.uri = uri;
        this.connection = connection;
        this.session = session;
    }

    /**
     * Something encrypted, and what it is bound to.
     *
     * @param text Vault's text
     * @param context the context
     */
    record Sealed(Ciphertext text, byte[] context) {
        private Item item() {
            return new Item(CIPHERTEXT, text.text().getBytes(StandardCharsets.US_ASCII), context);
        }
    }

    KeyInfo key(Deadline deadline) {
        String path = uri.path("keys");
        try (Answer answer = call(token -> connection.get(path, token, deadline), deadline)) {
            JsonObject content = Json.object(answer.body());
            KeyInfo info = KeyInfo.of(Json.object(content, "data"));
            if (answer.status() == Answer.OK && info.name().equals(uri.key()) && info.latest() > 0) {
                return info;
            }
            throw failure(answer, content).error(where("read", path));
        }
    }

    Ciphertext encrypt(SecretBytes dek, byte[] context, Deadline deadline) {
        byte[] plaintext = dek.readSecret(raw -> Base64.getEncoder().encode(raw));
        return onlyText("encrypt", new Item(PLAINTEXT, plaintext, context), deadline);
    }

    Ciphertext rewrap(Sealed sealed, Deadline deadline) {
        return onlyText("rewrap", sealed.item(), deadline);
    }

    private Ciphertext onlyText(String operation, Item item, Deadline deadline) {
        return batch(operation, List.of(item), deadline, (result, none) -> text(operation, result))
                .get(0);
    }

    List<Unwrapped> decrypt(List<Sealed> all, Deadline deadline) {
        return batch("decrypt", all.stream().map(Sealed::item).toList(), deadline, this::unwrapped);
    }

    private <T> List<T> batch(
            String operation, List<Item> items, Deadline deadline, BiFunction<Result, Plaintexts, T> reader) {
        String path = uri.path(operation);
        try (Batch batch = Batch.of(items);
                Answer answer = call(token -> connection.post(path, token, batch.body(), deadline), deadline);
                Plaintexts taken = Plaintexts.takeFrom(answer.body())) {
            JsonObject content = Json.object(answer.body());
            List<Result> results = batch.results(answer.status(), content)
                    .orElseThrow(() -> failure(answer, content).error(where("update", path)));
            return results.stream().map(result -> reader.apply(result, taken)).toList();
        }
    }

    private Answer call(Function<String, Answer> send, Deadline deadline) {
        String token = session.token(deadline);
        Answer answer = send.apply(token);
        if (answer.status() != Answer.FORBIDDEN) {
            return answer;
        }
        Optional<String> other = session.tokenInsteadOf(token, deadline);
        return other.isPresent() ? send.apply(other.get()) : answer;
    }

    private Ciphertext text(String operation, Result result) {
        if (result instanceof Result.Done done) {
            return Json.text(done.fields(), CIPHERTEXT)
                    .flatMap(Ciphertext::parse)
                    .orElseThrow(() -> Failure.NOT_VAULT.error(where("update", uri.path(operation))));
        }
        throw error(operation, result);
    }

    /** Throws nothing: the others of the batch would stay open. */
    private Unwrapped unwrapped(Result result, Plaintexts taken) {
        Optional<byte[]> raw = result instanceof Result.Done done
                ? Json.text(done.fields(), PLAINTEXT).flatMap(taken::decode)
                : Optional.empty();
        return raw.isPresent()
                ? new Unwrapped.Dek(SecretBytes.take(raw.get()))
                : new Unwrapped.Failed(error("decrypt", result));
    }

    private KekException error(String operation, Result result) {
        Failure why = result instanceof Result.Failed failed ? failed.why() : Failure.NOT_VAULT;
        return why.error(where("update", uri.path(operation)));
    }

    private static Failure failure(Answer answer, JsonObject content) {
        return Failure.of(answer.status(), Json.texts(content, "errors"));
    }

    /** Ends what is on its way, and renews no token any more. */
    @Override
    public void close() {
        session.close();
        connection.close();
    }

    private String where(String capability, String path) {
        return uri.description() + ", " + capability + " on " + path;
    }
}
