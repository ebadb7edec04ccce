package io.quorumseal.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy before a real server that answers with what it was sent. */
class FaultProxyTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::echo);
        server.start();
        proxy = FaultProxy.before(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    private void echo(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(exchange.getRequestURI().toString());
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("X-Echo", "yes");
            exchange.sendResponseHeaders(201, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.stop(0);
    }

    @Test
    void call_notScripted_passesThrough() throws Exception {
        byte[] body = new byte[100_000];
        body[99_999] = 7;
        HttpResponse<byte[]> answer = send("/a?b=c", BodyPublishers.ofByteArray(body), LONG);
        assertEquals(201, answer.statusCode());
        assertEquals(Optional.of("yes"), answer.headers().firstValue("X-Echo"));
        assertArrayEquals(body, answer.body());
        assertEquals(List.of("/a?b=c"), seen);
    }

    @Test
    void call_inChunks_passesThrough() throws Exception {
        byte[] body = "chunks".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        assertArrayEquals(body, send("/", chunked, LONG).body());
    }

    @Test
    void call_serverThatLeavesTheConnectionOpen_passesWithoutWaitingForItsEnd() throws Exception {
        CountDownLatch passed = new CountDownLatch(1);
        assertEquals("hello", throughRaw("Content-Length: 5\r\n\r\nhello", passed, passed));
    }

    @Test
    void call_answerWithoutLength_passesToItsEnd() throws Exception {
        assertEquals("hello", throughRaw("\r\nhello", new CountDownLatch(0), new CountDownLatch(1)));
    }

    /** Gives the body of what the proxy passes of an answer, whose server closes the connection behind a latch. */
    private static String throughRaw(String answer, CountDownLatch closing, CountDownLatch passed) throws Exception {
        try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FaultProxy before = FaultProxy.before(URI.create("http://127.0.0.1:" + raw.getLocalPort()))) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(raw, answer, closing));
            HttpRequest request =
                    HttpRequest.newBuilder(before.uri()).timeout(LONG).build();
            String body = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
            passed.countDown();
            served.join();
            return body;
        }
    }

    private static void serve(ServerSocket raw, String answer, CountDownLatch closing) {
        try (Socket one = raw.accept()) {
            one.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            one.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            assertTrue(closing.await(LONG.toSeconds(), TimeUnit.SECONDS));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void calls_many_areEachListed() throws Exception {
        send("/one");
        send("/two");
        assertEquals(
                List.of(new FaultProxy.Call("POST", "/one", ""), new FaultProxy.Call("POST", "/two", "Kms.Decrypt")),
                proxy.calls());
    }

    @Test
    void delay_longerThanTheClientWaits_timesOut() {
        proxy.next(Fault.delay(Duration.ofSeconds(20)));
        assertThrows(HttpTimeoutException.class, () -> send("/", BodyPublishers.noBody(), Duration.ofMillis(300)));
        assertEquals(List.of(), seen);
    }

    @Test
    void delay_short_passesAfterIt() throws Exception {
        proxy.next(Fault.delay(Duration.ofMillis(200)));
        long start = System.nanoTime();
        assertEquals(201, send("/").statusCode());
        assertTrue(System.nanoTime() - start >= 200_000_000);
    }

    @Test
    void trickle_givesTheWholeAnswerSlowly() throws Exception {
        proxy.next(Fault.trickle(Duration.ofMillis(1)));
        long start = System.nanoTime();
        assertEquals("hello", new String(send("/").body(), StandardCharsets.US_ASCII));
        assertTrue(System.nanoTime() - start >= 50_000_000);
    }

    @Test
    void reset_breaksTheConnection_andTheServerSeesNothing() throws Exception {
        proxy.next(Fault.reset());
        try (Socket raw = new Socket(proxy.uri().getHost(), proxy.uri().getPort())) {
            raw.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThrows(SocketException.class, () -> raw.getInputStream().readAllBytes());
        }
        assertEquals(List.of(), seen);
    }

    @Test
    void cut_endsTheAnswerAtTheByte() throws Exception {
        proxy.next(Fault.cutAfter(20));
        try (Socket raw = new Socket(proxy.uri().getHost(), proxy.uri().getPort())) {
            raw.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(20, raw.getInputStream().readAllBytes().length);
        }
        assertEquals(List.of("/"), seen);
    }

    @Test
    void answer_isGivenInPlaceOfTheServers() throws Exception {
        proxy.next(Fault.answer(429, Map.of("Retry-After", "1"), "{\"\u00e9\":1}"));
        HttpResponse<byte[]> answer = send("/");
        assertEquals(429, answer.statusCode());
        assertEquals(Optional.of("1"), answer.headers().firstValue("Retry-After"));
        assertEquals("{\"\u00e9\":1}", new String(answer.body(), StandardCharsets.UTF_8));
        assertEquals(List.of(), seen);
    }

    @Test
    void garbage_isStatus200WithNothingInIt() throws Exception {
        proxy.next(Fault.garbage());
        HttpResponse<byte[]> answer = send("/");
        assertEquals(200, answer.statusCode());
        assertEquals(512, answer.body().length);
    }

    @Test
    void replay_givesTheAnswerToAnotherCall() throws Exception {
        FaultProxy.Answer kept = proxy.keep();
        assertFalse(kept.isThere());
        send("/first", BodyPublishers.ofString("first"), LONG);
        assertTrue(kept.isThere());
        proxy.next(Fault.replay(kept));
        proxy.next(Fault.replayAs(500, kept));
        assertEquals("first", new String(send("/").body(), StandardCharsets.US_ASCII));
        HttpResponse<byte[]> failed = send("/");
        assertEquals(500, failed.statusCode());
        assertEquals("first", new String(failed.body(), StandardCharsets.US_ASCII));
        assertEquals(List.of("/first"), seen);
    }

    @Test
    void answer_keptOrScripted_showsNothingOfItsContent() throws Exception {
        FaultProxy.Answer kept = proxy.keep();
        send("/", BodyPublishers.ofString("secret"), LONG);
        String shown = kept + " " + Fault.replay(kept) + " " + Fault.answer(500, Map.of(), "secret") + proxy;
        assertFalse(shown.contains("secret"), shown);
    }

    @Test
    void next_severalFaults_areUsedInTheirOrderOnce() throws Exception {
        proxy.next(status(500));
        proxy.next(status(503));
        assertEquals(List.of(500, 503, 201), List.of(code("/"), code("/"), code("/")));
    }

    @Test
    void next_forSomeCalls_leavesOthersAlone() throws Exception {
        proxy.next(call -> call.target().equals("Kms.Decrypt"), status(400));
        assertEquals(List.of(201, 400, 201), List.of(code("/one"), code("/two"), code("/two")));
    }

    @Test
    void always_holdsUntilClear_afterWhatIsNext() throws Exception {
        proxy.always(call -> call.path().startsWith("/x"), status(503));
        proxy.next(status(500));
        assertEquals(List.of(500, 503, 503, 201), List.of(code("/x"), code("/x"), code("/x"), code("/y")));
        proxy.clear();
        assertEquals(201, code("/x"));
    }

    @Test
    void close_endsWhatIsHeldAndRefusesWhatComes() {
        proxy.close();
        assertThrows(ConnectException.class, () -> send("/"));
        proxy.close();
    }

    private static Fault status(int status) {
        return Fault.answer(status, Map.of(), "");
    }

    private int code(String path) throws Exception {
        return send(path).statusCode();
    }

    private HttpResponse<byte[]> send(String path) throws Exception {
        return send(path, BodyPublishers.ofString("hello"), LONG);
    }

    private HttpResponse<byte[]> send(String path, BodyPublisher body, Duration limit) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(proxy.uri().resolve(path)).timeout(limit).POST(body);
        if (path.equals("/two")) {
            request.header("X-Amz-Target", "Kms.Decrypt");
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}
