package io.quorumseal.tool;

import io.quorumseal.testkit.TestEnvironment;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window, with a profile of its own. */
final class Browser implements AutoCloseable {
    private static final int HEIGHT = 900;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Rules of axe-core that a change of the page has to obey, whatever their impact is, are not run: these are all others. */
    private static final String AXE = axe();

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts one, or skips the test that asks: see {@link TestEnvironment#require}. */
    static Browser start(Path profile) {
        String remedy = "run: eval \"$(testkit/servers/browser start)\"";
        String binary = TestEnvironment.require("TEST_QUORUMSEAL_BROWSER", remedy);
        String driver = TestEnvironment.require("TEST_QUORUMSEAL_BROWSER_DRIVER", remedy);
        ChromeDriver started = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File(driver))
                        .build(),
                options(binary, profile));
        started.manage().timeouts().scriptTimeout(PATIENCE);
        return new Browser(started);
    }

    private static ChromeOptions options(String binary, Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(binary);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + profile);
    }

    private static String axe() {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has windows from now on this wide, in pixels. */
    Browser width(int pixels) {
        var unused = driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
        var unusedToo = driver.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        return this;
    }

    /** Has its user prefer a colour scheme, {@code light} or {@code dark}. */
    Browser scheme(String preferred) {
        var unused = driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", preferred))));
        return this;
    }

    /** Runs the scripts of pages, or does not. */
    Browser scripts(boolean on) {
        var unused = driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
        return this;
    }

    /** Leaves the page that was open first: one whose node is gone goes on to complain, and a new one would be blamed. */
    Browser open(URI page) {
        driver.get("about:blank");
        var unused = driver.manage().logs().get(LogType.BROWSER);
        driver.get(page.toString());
        return this;
    }

    /** What the page shows, or the title of the document. */
    String text() {
        return String.valueOf(run("return document.body.innerText"));
    }

    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
    }

    /** Waits until the page shows a text; fails if it does not come to that. */
    void await(String text) {
        var unused = driver.executeAsyncScript("""
                const [wanted, done] = arguments;
                const shown = () => document.body.innerText.includes(wanted);
                if (shown()) { done(); return; }
                const observer = new MutationObserver(() => { if (shown()) { observer.disconnect(); done(); } });
                observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true });
                """, text);
    }

    /** What axe-core finds that is serious or critical: lines of rule, explanation and element. */
    List<String> faults() {
        run(AXE + "; return '';");
        Object found = driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run(document, { resultTypes: ['violations'] }).then((results) => done(results.violations
                    .filter((each) => ['serious', 'critical'].includes(each.impact))
                    .flatMap((each) => each.nodes.map((node) =>
                        each.id + ': ' + each.help + ': ' + node.html + ' ' + node.failureSummary))),
                    (error) => done(['axe-core failed: ' + error]));
                """);
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    /** What the browser complained of since the page was opened: what a policy kept it from, and errors of scripts. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Goes from one thing that can have the focus to the next, and tells their ids, or where links lead. */
    List<String> focusOrder() {
        List<String> order = new ArrayList<>();
        while (true) {
            new Actions(driver).sendKeys(Keys.TAB).perform();
            String focused = String.valueOf(
                    run(
                            "const it = document.activeElement; return it === document.body ? '' :"
                                    + " (it.id || it.getAttribute('href')) + (getComputedStyle(it).outlineStyle === 'none' ? ', unseen' : '')"));
            if (focused.isEmpty() || order.contains(focused)) {
                return order;
            }
            order.add(focused);
        }
    }

    void press(CharSequence key) {
        new Actions(driver).sendKeys(key).perform();
    }

    /** Draws the page, from its top to its end or to so many pixels. */
    void draw(Path file, int most) throws IOException {
        Object height = run("return Math.min(arguments[0], document.documentElement.scrollHeight)", most);
        Object width = run("return document.documentElement.clientWidth");
        Object data = driver.executeCdpCommand(
                        "Page.captureScreenshot",
                        Map.of(
                                "captureBeyondViewport",
                                true,
                                "clip",
                                Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)))
                .get("data");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(String.valueOf(data)));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
