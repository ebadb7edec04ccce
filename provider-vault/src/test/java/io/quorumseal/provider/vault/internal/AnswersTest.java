package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.CONTEXT;
import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.jopenlibs.vault.json.JsonObject;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that a healthy Vault does not give, from a server that says what the test says. */
class AnswersTest {
    /** More than any limit and any buffer on the way. */
    private static final long MUCH = 64L * Connection.LONGEST_ANSWER;

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String KEY =
            "{\"data\":{\"name\":\"orders\",\"type\":\"aes256-gcm96\",\"derived\":true,\"latest_version\":1}}";
    private static final String SECRET = "hvs.CAESIJanswer";

    @TempDir
    Path directory;

    final SecretBytes dek = SecretBytes.random(32, new SecureRandom());
    final List<String> paths = new CopyOnWriteArrayList<>();
    final CountDownLatch over = new CountDownLatch(1);
    final AtomicLong now = new AtomicLong();
    Optional<HttpHandler> encrypt = Optional.empty();
    Stub stub;

    @BeforeEach
    void open() throws IOException {
        stub = new Stub(this::answer);
    }

    @AfterEach
    void close() {
        over.countDown();
        dek.close();
        stub.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        paths.add(path);
        if (path.endsWith("/lookup-self")) {
            Stub.answer(exchange, 200, "{\"data\":{\"ttl\":3600,\"renewable\":true,\"policies\":[]}}");
        } else if (path.contains("/keys/")) {
            Stub.answer(exchange, 200, KEY);
        } else if (encrypt.isPresent()) {
            encrypt.get().handle(exchange);
        }
    }

    private Kek kek() throws IOException {
        Path token = TestVault.store(directory.resolve("token"), SECRET);
        return new VaultKekProvider(name -> Optional.empty(), now::get, () -> new SteppedAlarm(now))
                .open(stub.uri("token-file=" + token), new TestKekHost());
    }

    private KekException wrapFails(Kind kind) throws IOException {
        try (Kek kek = kek()) {
            return assertKind(kind, () -> kek.wrap(dek, CONTEXT, Duration.ofSeconds(10)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "307, UNREACHABLE, standby",
        "429, THROTTLED, rate limit",
        "472, UNREACHABLE, secondary",
        "473, UNREACHABLE, standby",
        "412, UNREACHABLE, behind",
        "500, UNREACHABLE, failed inside",
        "502, UNREACHABLE, not Vault",
        "503, UNREACHABLE, sealed",
        "405, UNSUPPORTED, not Transit",
        "400, UNSUPPORTED, audit log",
        "200, UNREACHABLE, not to what was asked"
    })
    void wrap_status_isToldApart(int status, Kind kind, String words) throws IOException {
        encrypt = Optional.of(exchange -> Stub.answer(exchange, status, "{\"errors\":[\"" + SECRET + "\"]}"));
        String message = String.valueOf(wrapFails(kind).getMessage());
        assertTrue(message.contains(words), message);
        assertFalse(message.contains(SECRET), message);
    }

    /** A standby answers that has not the newest version yet; the next time it has it. */
    @Test
    void unwrap_standbyLacksTheNewestVersion_isCorruptUntilItHasIt() throws IOException {
        AtomicBoolean lags = new AtomicBoolean(true);
        encrypt = Optional.of(exchange -> {
            if (exchange.getRequestURI().getPath().contains("/encrypt/")) {
                result(exchange, 200, "ciphertext", "vault:v2:" + text(new byte[60]));
            } else if (lags.get()) {
                result(exchange, 400, "error", "invalid ciphertext: version is too new");
            } else {
                result(exchange, 200, "plaintext", text(new byte[32]));
            }
        });
        try (Kek kek = kek()) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, Duration.ofSeconds(10));
            KekException said = assertKind(Kind.CORRUPT, () -> kek.unwrap(wrapped, CONTEXT, Duration.ofSeconds(10)));
            assertTrue(String.valueOf(said.getMessage()).contains("lags behind"), said::getMessage);
            lags.set(false);
            try (SecretBytes back = kek.unwrap(wrapped, CONTEXT, Duration.ofSeconds(10))) {
                assertEquals(32, back.length());
            }
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Answers about the one item that was asked of, with the reference that came with it. */
    private static void result(HttpExchange exchange, int status, String name, String value) throws IOException {
        String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        Matcher reference = Pattern.compile("\"reference\":\"[^\"]*\"").matcher(question);
        assertTrue(reference.find(), question);
        Stub.answer(
                exchange,
                status,
                "{\"data\":{\"batch_results\":[{" + reference.group() + ",\"" + name + "\":\"" + value + "\"}]}}");
    }

    @Test
    void wrap_redirect_isNotFollowed() throws IOException {
        encrypt = Optional.of(exchange -> {
            exchange.getResponseHeaders().set("Location", "http://" + stub.hostAndPort() + "/elsewhere");
            Stub.answer(exchange, 307, "");
        });
        wrapFails(Kind.UNREACHABLE);
        assertFalse(paths.contains("/elsewhere"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[[[[[[[",
                "{\"data\":{\"batch_results\":[{\"ciphertext\":\"vault:v1:AAE=\"}]}}",
                "{\"data\":{\"batch_results\":[]}}",
                "{\"data\":7}",
                "<html>"
            })
    void wrap_otherAnswer_isUnreachable(String body) throws IOException {
        encrypt = Optional.of(exchange -> Stub.answer(exchange, 200, body));
        wrapFails(Kind.UNREACHABLE);
    }

    @Test
    void wrap_deeplyNestedAnswer_isUnreachable() throws IOException {
        encrypt = Optional.of(exchange -> Stub.answer(exchange, 200, "[".repeat(500_000)));
        wrapFails(Kind.UNREACHABLE);
    }

    @Test
    void wrap_endlessAnswer_isCutOffAtTheLimit() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch ended = new CountDownLatch(1);
        encrypt = Optional.of(exchange -> {
            try {
                exchange.sendResponseHeaders(200, 0);
                writeUpTo(MUCH, exchange.getResponseBody(), written);
            } finally {
                ended.countDown();
            }
        });
        wrapFails(Kind.UNREACHABLE);
        ended.await();
        assertTrue(written.get() < MUCH, "all " + written + " bytes were taken");
    }

    private static void writeUpTo(long limit, OutputStream out, AtomicLong written) throws IOException {
        byte[] part = new byte[1 << 16];
        while (written.get() < limit) {
            out.write(part);
            written.addAndGet(part.length);
        }
    }

    @Test
    @Timeout(20)
    void wrap_bodyNeverEnds_isUnreachableInTime() throws IOException {
        encrypt = Optional.of(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitOver();
        });
        try (Kek kek = kek()) {
            long start = System.nanoTime();
            assertKind(Kind.UNREACHABLE, () -> kek.wrap(dek, CONTEXT, SHORT));
            long taken = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(taken < SHORT.toMillis() + 500, taken + " ms");
        }
    }

    @Test
    @Timeout(20)
    void login_bodyNeverEnds_isUnreachableInTime() throws IOException {
        try (Stub silent = new Stub(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitOver();
        })) {
            Connection connection = new Connection(
                    "http://" + silent.hostAndPort(), Optional.empty(), Optional.empty(), Optional.empty());
            Login login = new Login(connection, new Credential.EnvironmentToken(SECRET), now::get);
            assertKind(Kind.UNREACHABLE, () -> login.login(Deadline.after(SHORT)));
            connection.close();
        }
    }

    private void awaitOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Timeout(20)
    void close_duringACall_endsItAsClosed() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        encrypt = Optional.of(exchange -> {
            came.countDown();
            awaitOver();
        });
        ExecutorService caller = Executors.newSingleThreadExecutor();
        Kek kek = kek();
        try {
            Future<byte[]> call = caller.submit(() -> kek.wrap(dek, CONTEXT, Duration.ofSeconds(60)));
            came.await();
            kek.close();
            Throwable why = assertThrows(ExecutionException.class, call::get).getCause();
            assertEquals(
                    RejectedException.Reason.CLOSED,
                    assertInstanceOf(RejectedException.class, why).reason());
        } finally {
            caller.shutdownNow();
        }
    }

    @Test
    @Timeout(20)
    void interrupt_duringACall_endsItAsUnreachable() throws Exception {
        encrypt = Optional.of(exchange -> awaitOver());
        try (Kek kek = kek()) {
            Thread.currentThread().interrupt();
            assertKind(Kind.UNREACHABLE, () -> kek.wrap(dek, CONTEXT, Duration.ofSeconds(60)));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void renewal_hardlyLonger_isFollowedByANewLogin() throws IOException {
        try (Stub vault = new Stub(exchange -> {
            String path = exchange.getRequestURI().getPath();
            paths.add(path);
            int seconds = path.endsWith("/renew-self") ? 60 : 3600;
            Stub.answer(
                    exchange,
                    200,
                    "{\"renewable\":false,\"auth\":"
                            + new JsonObject()
                                    .add("client_token", "t" + paths.size())
                                    .add("lease_duration", seconds)
                                    .add("renewable", true)
                                    .add("policies", new io.github.jopenlibs.vault.json.JsonArray())
                            + "}");
        })) {
            Path secret = TestVault.store(directory.resolve("secret"), "s");
            Connection connection = new Connection(
                    "http://" + vault.hostAndPort(), Optional.empty(), Optional.empty(), Optional.empty());
            Credential role = new Credential.AppRole("approle", new Credential.RoleId.Given("r"), secret);
            Session session =
                    new Session(new Login(connection, role, now::get), now::get, new SteppedAlarm(now), Kinds.TIMEOUT);
            assertEquals("t1", session.token(Deadline.after(Kinds.TIMEOUT)));
            now.addAndGet(TimeUnit.MINUTES.toNanos(41));
            assertEquals("t3", session.token(Deadline.after(Kinds.TIMEOUT)));
            assertEquals(
                    List.of("/v1/auth/approle/login", "/v1/auth/token/renew-self", "/v1/auth/approle/login"), paths);
            connection.close();
        }
    }

    @Test
    void open_nobodyAnswers_isUnreachable() throws IOException {
        stub.close();
        assertKind(Kind.UNREACHABLE, this::kek);
    }
}
