package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.tool.internal.page.PageAnswer;
import io.quorumseal.tool.internal.page.PageAnswers;
import io.quorumseal.tool.internal.page.PageMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered, by whom, for how long and with what above it. */
class StatusPageTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final InetSocketAddress EVERYWHERE = new InetSocketAddress("0.0.0.0", 0);

    private static Cluster cluster;

    private final List<StatusPage> pages = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        cluster = Cluster.sealing();
    }

    @AfterAll
    static void stop() {
        cluster.nodes().close();
    }

    @AfterEach
    void close() {
        pages.forEach(StatusPage::close);
    }

    private StatusPage.Builder builder() {
        return StatusPage.builder(cluster.nodes().node("n1").runtime());
    }

    private StatusPage served(StatusPage.Builder builder) {
        StatusPage page = builder.serve();
        pages.add(page);
        return page;
    }

    private Path token() throws IOException {
        return KeyStores.secret(folder.resolve("token"), TOKEN + "\n");
    }

    private static HttpResponse<String> ask(HttpClient client, String method, URI uri, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(StatusPage page, String path, String... headers)
            throws IOException, InterruptedException {
        return ask(HttpClient.newHttpClient(), "GET", page.uri().resolve(path), headers);
    }

    /** Sends bytes as they are, and gives the first line of what comes back; empty if the connection ends. */
    private static String firstLine(StatusPage page, String request) throws IOException {
        try (Socket socket = connect(page)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    private static Socket connect(StatusPage page) throws IOException {
        Socket socket = new Socket(page.uri().getHost(), page.uri().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    // ---- what is answered

    @Test
    void page_byDefault_isOnALoopbackPortAndNamesTheNode() throws Exception {
        StatusPage page = StatusPage.serve(cluster.nodes().node("n1").runtime());
        pages.add(page);
        assertTrue(InetAddress.getByName(page.uri().getHost()).isLoopbackAddress(), page.uri()::toString);
        HttpResponse<String> answer = get(page, "/");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "text/html; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(answer.body().contains("n1"), answer::body);
    }

    @Test
    void page_namesNoOtherResource_andAllowsNoneButItsOwn() throws Exception {
        HttpResponse<String> answer = get(served(builder()), "/");
        String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(
                policy.matches(
                        "default-src 'none'; script-src 'sha256-[^']{44}'; style-src 'sha256-[^']{44}'; connect-src"
                                + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
                policy);
        assertFalse(answer.body().contains(" src="), answer::body);
        assertFalse(answer.body().contains("<link"), answer::body);
        assertFalse(answer.body().contains(" style="), answer::body);
    }

    @Test
    void answers_ofEachKind_areKeptByNobodyAndGuessedByNobody() throws Exception {
        StatusPage page = served(builder());
        for (String path : List.of("/", "/status.json", "/metrics", "/health", "/none")) {
            HttpResponse<String> answer = get(page, path);
            Map<String, List<String>> headers = answer.headers().map();
            assertEquals(List.of("no-store"), headers.get("cache-control"), path);
            assertEquals(List.of("nosniff"), headers.get("x-content-type-options"), path);
            String policy =
                    answer.headers().firstValue("Content-Security-Policy").orElseThrow();
            assertTrue(policy.startsWith("default-src 'none';"), path);
        }
    }

    @Test
    void statusJson_isWhatTheCommandPrints() throws Exception {
        HttpResponse<String> answer = get(served(builder()), "/status.json");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "application/json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(withoutTimes(cluster.run("status", "--json").out()), withoutTimes(answer.body()));
    }

    private static String withoutTimes(String json) {
        return json.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
    }

    @Test
    void metrics_byDefault_areThoseOfTheNode() throws Exception {
        HttpResponse<String> answer = get(served(builder()), "/metrics");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(answer.body().contains("quorumseal_node_ready{cluster="), answer::body);
    }

    @Test
    void metrics_ofTheVendor_areAnsweredInTheirPlace() throws Exception {
        assertEquals(
                "orders_total 7\n",
                get(served(builder().metrics(() -> "orders_total 7\n")), "/metrics")
                        .body());
    }

    @Test
    void metrics_withoutTheLibraries_sayWhatToAdd() {
        PageAnswer answer = new PageAnswers(cluster.nodes().node("n1").runtime(), PageMetrics.NONE).to("/metrics");
        assertEquals(404, answer.code());
        assertTrue(new String(answer.body(), StandardCharsets.UTF_8).contains("quorumseal-metrics-micrometer"));
    }

    @Test
    void health_ofAReadyNode_is200() throws Exception {
        HttpResponse<String> answer = get(served(builder()), "/health");
        assertEquals(200, answer.statusCode());
        assertEquals("WELL\n", answer.body());
    }

    @Test
    void health_ofAHaltedNode_is503WithTheReason() throws Exception {
        QuorumSeal other = cluster.nodes().node("n3").runtime();
        other.halted(new GroupId(SimCluster.DATA), "the disk is full\u001b[2J");
        HttpResponse<String> answer = get(served(StatusPage.builder(other)), "/health");
        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().startsWith("HALTED: "), answer::body);
        assertTrue(answer.body().contains("the disk is full\\u001b[2J"), answer::body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status.json", "/health"})
    void answers_ofANodeThatFails_are503WithoutInsides(String path) throws Exception {
        StatusPage page = served(StatusPage.builder(new TellingNode(() -> {
                    throw new IllegalStateException("an inside");
                }))
                .metrics(() -> ""));
        HttpResponse<String> answer = get(page, path);
        assertEquals(503, answer.statusCode());
        assertFalse(answer.body().contains("inside"), answer::body);
    }

    @Test
    void head_ofEachPath_hasTheHeadersOfGetAndNoBody() throws Exception {
        StatusPage page = served(builder().metrics(() -> "one 1\n"));
        for (String path : List.of("/status.json", "/metrics", "/health", "/none")) {
            HttpResponse<String> whole = get(page, path);
            HttpResponse<String> head =
                    ask(HttpClient.newHttpClient(), "HEAD", page.uri().resolve(path));
            assertEquals(whole.statusCode(), head.statusCode(), path);
            assertEquals("", head.body(), path);
            assertEquals(
                    Integer.toString(whole.body().getBytes(StandardCharsets.UTF_8).length),
                    head.headers().firstValue("Content-Length").orElseThrow(),
                    path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"})
    void methods_thatAreNotForReading_areRefused(String method) throws Exception {
        StatusPage page = served(builder());
        String line = firstLine(page, method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertEquals("HTTP/1.1 405 Method Not Allowed", line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "/status.json/x", "/..", "/%2e", "/index.html"})
    void paths_thatAreNone_areNotFound(String path) throws Exception {
        StatusPage page = served(builder());
        assertEquals("HTTP/1.1 404 Not Found", firstLine(page, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    // ---- who is answered

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:1, 200",
        "127.0.0.1:8443, 200",
        "[::1]:8443, 200",
        "evil.example, 403",
        "localhost.evil.example, 403",
        "127.0.0.1.evil.example:80, 403",
        "localhost:80:80, 403",
        "'', 403"
    })
    void loopback_answersToNoOtherName(String host, int code) throws Exception {
        StatusPage page = served(builder());
        String line = firstLine(page, "GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertTrue(line.startsWith("HTTP/1.1 " + code + " "), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: localhost\r\nHost: evil.example\r\n"})
    void loopback_answersNobodyWithoutOneName(String hosts) throws Exception {
        StatusPage page = served(builder());
        String line = firstLine(page, "GET /health HTTP/1.1\r\n" + hosts + "\r\n");
        assertTrue(line.startsWith("HTTP/1.1 403 "), line);
    }

    @Test
    void token_isAskedForOnEveryPath_andServesAsBearerAndAsPassword() throws Exception {
        StatusPage page = served(builder().token(token()));
        for (String path : List.of("/", "/status.json", "/metrics", "/health", "/none")) {
            HttpResponse<String> refused = get(page, path);
            assertEquals(401, refused.statusCode(), path);
            assertTrue(refused.headers()
                    .firstValue("WWW-Authenticate")
                    .orElseThrow()
                    .startsWith("Bearer "));
        }
        assertEquals(
                200, get(page, "/health", "Authorization", "Bearer " + TOKEN).statusCode());
        assertEquals(
                200, get(page, "/health", "Authorization", "bearer  " + TOKEN).statusCode());
        assertEquals(
                200,
                get(page, "/health", "Authorization", basic("any:" + TOKEN)).statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer 0123456789abcdef0123456789abcdeg",
                "Bearer 0123456789abcdef0123456789abcde",
                "Bearer 0123456789abcdef0123456789abcdef0",
                TOKEN,
                "Basic " + TOKEN,
                "Basic !",
                "Digest " + TOKEN
            })
    void token_thatIsAnother_isRefused(String authorization) throws Exception {
        StatusPage page = served(builder().token(token()));
        assertEquals(401, get(page, "/health", "Authorization", authorization).statusCode());
    }

    private static String basic(String both) {
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void elsewhere_withTlsAndToken_isServedOverTls() throws Exception {
        KeyStores keys = KeyStores.in(folder);
        StatusPage page = served(builder().address(EVERYWHERE).token(token()).tls(keys.store(), keys.password()));
        assertEquals("https", page.uri().getScheme());
        URI here = URI.create("https://localhost:" + page.uri().getPort() + "/health");
        HttpClient client = HttpClient.newBuilder().sslContext(keys.trusting()).build();
        assertEquals(
                200,
                ask(client, "GET", here, "Authorization", "Bearer " + TOKEN).statusCode());
        assertEquals(401, ask(client, "GET", here).statusCode());
    }

    // ---- what is not served

    private static void assertRefused(StatusPage.Builder builder, String... words) {
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, () -> {
            try (StatusPage page = builder.serve()) {
                throw new AssertionError("served at " + page.uri());
            }
        });
        assertEquals(StartupRefusedException.Refusal.CONFIGURATION, refused.refusal());
        for (String word : words) {
            assertTrue(String.valueOf(refused.getMessage()).contains(word), () -> word + ": " + refused.getMessage());
        }
    }

    @Test
    void elsewhere_withoutTlsOrWithoutToken_isRefused() throws Exception {
        KeyStores keys = KeyStores.in(folder);
        assertRefused(builder().address(EVERYWHERE), "only with TLS and a token", "127.0.0.1");
        assertRefused(builder().address(EVERYWHERE).token(token()), "only with TLS and a token");
        assertRefused(builder().address(EVERYWHERE).tls(keys.store(), keys.password()), "only with TLS and a token");
        assertRefused(builder().address(InetSocketAddress.createUnresolved("localhost", 0)), "IP address");
    }

    @Test
    void files_thatOthersMayRead_areRefused() throws Exception {
        KeyStores keys = KeyStores.in(folder);
        Path token = token();
        for (Path open : List.of(token, keys.store(), keys.password())) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
            assertRefused(builder().token(token).tls(keys.store(), keys.password()), open.toString(), "chmod");
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void files_thatAreNotWhatTheyShouldBe_areRefused() throws Exception {
        KeyStores keys = KeyStores.in(folder);
        Path none = folder.resolve("none");
        Path wrong = KeyStores.secret(folder.resolve("wrong"), "another password, and no key store at all");
        assertRefused(builder().token(none), "there is no token file " + none);
        for (String weak : List.of("", "\n", "short", TOKEN + " " + TOKEN, "ä" + TOKEN, "x".repeat(1025))) {
            Path file = KeyStores.secret(folder.resolve("weak"), weak);
            assertRefused(builder().token(file), "token file " + file);
        }
        assertRefused(builder().tls(keys.store(), wrong), "key store " + keys.store(), "password");
        assertRefused(builder().tls(wrong, keys.password()), "key store " + wrong, "PKCS #12");
        assertRefused(builder().tls(none, keys.password()), "there is no key store " + none);
        assertRefused(builder().tls(keys.store(), none), "there is no password file " + none);
    }

    @Test
    void address_thatSomebodyHas_isRefused() {
        StatusPage page = served(builder());
        InetSocketAddress taken =
                new InetSocketAddress(page.uri().getHost(), page.uri().getPort());
        assertRefused(builder().address(taken), "cannot listen on", "port");
    }

    // ---- for how long

    @Test
    void clients_thatAreSlow_areCutOff_andOthersAreServedMeanwhileAndAfter() throws Exception {
        Duration patience = Duration.ofSeconds(2);
        StatusPage page = served(builder().patience(patience));
        List<Socket> slow = new ArrayList<>();
        long begun = System.nanoTime();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = connect(page);
                socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            for (Socket socket : slow) {
                assertEquals(-1, readOrReset(socket));
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(took.compareTo(patience.multipliedBy(3)) < 0, took::toString);
            assertEquals(200, get(page, "/health").statusCode());
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static int readOrReset(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    @Test
    void client_thatDoesNotRead_isCutOff() throws Exception {
        StatusPage page = served(builder().patience(Duration.ofSeconds(1)).metrics(() -> "x".repeat(50_000_000)));
        try (Socket socket = connect(page)) {
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread.sleep(3_000);
            long read = 0;
            try {
                read = socket.getInputStream().readAllBytes().length;
            } catch (SocketException reset) {
                read = -1;
            }
            assertTrue(read < 50_000_000, "all of it was sent");
        }
        assertEquals(200, get(page, "/health").statusCode());
    }

    @Test
    void connection_afterAnAnswer_isClosed() throws Exception {
        StatusPage page = served(builder());
        try (Socket socket = connect(page)) {
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(all.endsWith("\r\n\r\nWELL\n"), all);
        }
    }

    @Test
    void page_onceClosed_isServedNoMore() throws Exception {
        StatusPage page = builder().serve();
        page.close();
        assertThrows(IOException.class, () -> get(page, "/"));
    }
}
