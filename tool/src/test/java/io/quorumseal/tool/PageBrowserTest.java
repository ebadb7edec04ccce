package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.sim.SimCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Keys;

/** The page in a browser: in each state, by day and night, on a telephone and on a wall. Draws what it sees into {@code target/page}. */
@Tag("server")
class PageBrowserTest {
    private static final Path PICTURES = Path.of("target/page");
    private static final int TELEPHONE = 380;
    private static final int WALL = 1600;
    private static final int LONGEST_PICTURE = 3_000;
    private static final List<String> LINKS = List.of("/status.json", "/metrics", "/health");

    @TempDir
    private static Path profile;

    private static Browser browser;
    private static final Map<PageState, Status> STATES = new EnumMap<>(PageState.class);

    private final AtomicReference<Status> told = new AtomicReference<>();
    private final StatusPage page =
            StatusPage.builder(new TellingNode(told::get)).metrics(() -> "").serve();

    @BeforeAll
    static void start() {
        browser = Browser.start(profile);
        for (PageState state : PageState.values()) {
            try (SimCluster nodes = cleartext()) {
                STATES.put(state, state.of(nodes));
            }
        }
    }

    /** One that asks for new DEKs by and by. */
    private static SimCluster cleartext() {
        SimCluster nodes = new SimCluster(Engine.Append.INDEX_KNOWN, "n1", "n2", "n3");
        nodes.nodes().forEach(node -> node.rotation(new RotationPolicy(Duration.ofDays(90), 1_000, 0)));
        return nodes.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void close() {
        page.close();
    }

    static Stream<Arguments> views() {
        return Stream.of(PageState.values())
                .flatMap(state -> Stream.of("light", "dark")
                        .flatMap(
                                scheme -> Stream.of(TELEPHONE, WALL).map(width -> Arguments.of(state, scheme, width))));
    }

    private Browser showing(PageState state) {
        told.set(STATES.get(state));
        return browser.width(WALL).scheme("light").open(page.uri());
    }

    @ParameterizedTest
    @MethodSource("views")
    void page_inEachView_saysItAndKeepsNobodyOut(PageState state, String scheme, int width) throws IOException {
        showing(state).scheme(scheme).width(width);
        browser.draw(PICTURES.resolve(state.fileName() + "-" + scheme + "-" + width + ".png"), LONGEST_PICTURE);
        String text = browser.text();
        state.words().forEach(word -> assertTrue(text.contains(word), () -> word + " is not in:\n" + text));
        assertEquals(List.of(), browser.faults());
        assertEquals(List.of(), browser.complaints());
        String fits = "const page = document.scrollingElement; return page.scrollWidth <= page.clientWidth";
        assertEquals(true, browser.run(fits), "it has to be scrolled sideways");
    }

    @ParameterizedTest
    @EnumSource
    void page_withoutScripts_saysTheSame(PageState state) {
        String with = showing(state).text();
        browser.scripts(false);
        try {
            String without = browser.open(page.uri()).text();
            assertEquals(with, without);
            assertEquals("30", browser.run("return document.querySelector('meta[http-equiv=refresh]').content"));
        } finally {
            browser.scripts(true);
        }
    }

    @Test
    void page_byItself_showsWhatIsNewAndKeepsWhatIsOpenAndFocused() {
        showing(PageState.SEALED).run("document.getElementById('settings-summary').focus()");
        browser.press(Keys.ENTER);
        assertEquals(true, browser.run("return document.getElementById('settings-all').open"));
        told.set(STATES.get(PageState.HALTED));
        browser.await("the disk is full");
        assertEquals(true, browser.run("return document.getElementById('settings-all').open"));
        assertEquals("settings-summary", browser.run("return document.activeElement.id"));
        assertTrue(browser.run("return document.title").toString().contains("halted"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void page_ofANodeThatIsGone_saysSinceWhen() {
        showing(PageState.SEALED);
        page.close();
        browser.await("No answer since ");
        assertEquals(List.of(), browser.faults());
    }

    @Test
    void page_afterOneThatComplainsAllTheTime_isNotBlamedForIt() {
        showing(PageState.SEALED)
                .run("setInterval(() => fetch('http://127.0.0.1:9/gone').catch(() => {}), 1); return null");
        showing(PageState.SEALED);
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void keyboard_reachesEverythingInOrder_andTheFocusIsSeen() {
        showing(PageState.REWRITING);
        List<String> expected = new ArrayList<>(List.of("settings-summary", "suites-summary"));
        expected.addAll(LINKS);
        assertEquals(expected, browser.focusOrder());
    }

    @Test
    void names_fromOutside_areText() {
        Status hostile = Statuses.with(
                Objects.requireNonNull(STATES.get(PageState.SEALED)), "node", "<img src=x onerror=alert(1)>\"'&\u202e");
        told.set(hostile);
        browser.open(page.uri());
        assertEquals(0L, browser.run("return document.images.length"));
        assertTrue(browser.text().contains("<img src=x onerror=alert(1)>\"'&\\u202e"), browser::text);
        assertEquals(List.of(), browser.complaints());
    }

    // ---- would it be noticed?

    @Test
    void faults_planted_areFound() {
        showing(PageState.SEALED);
        browser.run("document.querySelectorAll('dt').forEach((each) => { each.style.color = '#ddd'; })");
        assertTrue(browser.faults().stream().anyMatch(fault -> fault.startsWith("color-contrast")), "little contrast");
        showing(PageState.SEALED).run("document.querySelector('svg.bar').removeAttribute('aria-label')");
        assertTrue(browser.faults().stream().anyMatch(fault -> fault.startsWith("svg-img-alt")), "a bar without words");
    }

    @Test
    void script_thatIsAnother_isBlockedAndThatIsNoticed() throws Exception {
        told.set(STATES.get(PageState.SEALED));
        HttpResponse<String> whole = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page.uri()).build(), HttpResponse.BodyHandlers.ofString());
        byte[] altered = whole.body()
                .replace("<script>", "<script>document.title = 'mine';")
                .getBytes(StandardCharsets.UTF_8);
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.getResponseHeaders()
                    .set(
                            "Content-Security-Policy",
                            whole.headers()
                                    .firstValue("Content-Security-Policy")
                                    .orElseThrow());
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, altered.length);
            exchange.getResponseBody().write(altered);
            exchange.close();
        });
        other.start();
        try {
            browser.open(URI.create("http://localhost:" + other.getAddress().getPort() + "/"));
            assertFalse(browser.run("return document.title").equals("mine"));
            assertTrue(browser.complaints().stream().anyMatch(line -> line.contains("Content Security Policy")));
        } finally {
            other.stop(0);
        }
    }
}
