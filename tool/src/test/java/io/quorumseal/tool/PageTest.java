package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.MemberStatus;
import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.tool.internal.page.PageAnswer;
import io.quorumseal.tool.internal.page.PageAnswers;
import io.quorumseal.tool.internal.page.PageMetrics;
import io.quorumseal.tool.internal.page.PageTables;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on the page, without a browser. */
class PageTest {
    private static final String HOSTILE = "</p><script>alert(1)</script>\"' onload='x&\u0000\u202e";
    private static final String HARMLESS =
            "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=&#39;x&amp;\\u0000\\u202e";

    private static SimCluster nodes;
    private static Status sealed;

    @BeforeAll
    static void start() {
        nodes = Cluster.sealing().nodes();
        sealed = nodes.node("n1").runtime().status();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private static String page(Status status) throws Exception {
        PageAnswer answer = new PageAnswers(new TellingNode(() -> status), PageMetrics.NONE).to("/");
        assertEquals(200, answer.code());
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static Status with(String component, Object value) {
        return Statuses.with(sealed, component, value);
    }

    /** Names, reasons, errors of a KEK and settings come from outside. */
    @Test
    void texts_fromOutside_areEscapedWhereverTheyStand() throws Exception {
        KekHealth ill = new KekHealth.Ill(Instant.EPOCH, Optional.of(KekException.Kind.DENIED), HOSTILE);
        List<Status> hostile = List.of(
                with("node", HOSTILE),
                with("health", new NodeHealth(true, true, NodeHealth.Word.ILL, HOSTILE)),
                with("kek", Statuses.with(sealed.kek(), "health", ill)),
                with("kek", Statuses.with(sealed.kek(), "description", HOSTILE)),
                with(
                        "settings",
                        List.of(new Status.Setting(
                                "quorumseal.cluster", HOSTILE, Status.Setting.Source.ENVIRONMENT, false))));
        for (Status status : hostile) {
            String page = page(status);
            assertFalse(page.contains(HOSTILE), page);
            assertFalse(page.contains("<script>alert"), page);
            assertTrue(page.contains(HARMLESS), page);
        }
    }

    /** Only what the page itself says is a state or a time. */
    @ParameterizedTest
    @ValueSource(strings = {"WELL", "9999-99-99T99:99:99Z", "123"})
    void names_thatReadLikeSomethingElse_areNames(String name) throws Exception {
        SortedMap<String, MemberStatus> members = new TreeMap<>();
        members.put(name, Statuses.with(Objects.requireNonNull(sealed.members().get("n2")), "name", name));
        assertTrue(page(with("members", members)).contains("<span>" + name + "</span>"));
    }

    @Test
    void page_whateverStandsInIt_holdsNoWrappedKey() throws Exception {
        String page = page(sealed);
        for (KeyState.Key key : sealed.keys().keys().values()) {
            byte[] wrapped = key.dek().wrapped();
            assertTrue(wrapped.length > 0);
            assertFalse(page.contains(HexFormat.of().formatHex(wrapped)), "in hexadecimal");
            assertFalse(page.contains(Base64.getEncoder().encodeToString(wrapped)), "in Base64");
        }
    }

    /** A screen reader finds its way by them. */
    @Test
    void sectionsAndTables_haveNames_andIdsAreNotUsedTwice() throws Exception {
        String page = page(sealed);
        List<String> ids = found("\\bid=\"([^\"]+)\"", page);
        assertEquals(ids.stream().distinct().toList(), ids);
        found("aria-labelledby=\"([^\"]+)\"", page).forEach(id -> assertTrue(ids.contains(id), id));
        assertEquals(
                found("(<table)", page).size(),
                found("(<table><caption>[^<]+</caption>)", page).size());
        assertEquals(
                found("(<section)", page).size(),
                found("(<section [^>]*aria-labelledby)", page).size());
    }

    private static List<String> found(String pattern, String page) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult one) -> one.group(1))
                .toList();
    }

    @Test
    void keyEvents_haveTheHashThatTheNextOneNames() throws Exception {
        String page = page(sealed);
        sealed.keys()
                .groups()
                .values()
                .forEach(group -> group.audit().recent().stream()
                        .filter(record -> record.number() > 1)
                        .forEach(record -> assertTrue(page.contains(record.previous()), record::previous)));
        assertTrue(page.contains("bootstrap"), page);
    }

    /** One value in a million is not all of them, nor none. */
    @Test
    void shares_areNeverRoundedToAllOrNothing() throws Exception {
        DekId dek = DekId.of(7);
        Status.Values values =
                new Status.Values(dek, new TreeMap<>(Map.of(dek, amount(999_999))), amount(1), Status.Amount.NONE);
        String page = page(with("storage", Statuses.with(sealed.storage(), "values", Optional.of(values))));
        assertTrue(page.contains("aria-label=\"1,000,000 values: 99.9 % under key 7, &lt; 0.1 % in clear\""), page);
        assertFalse(page.contains("100.0 % under key 7"), page);
    }

    private static Status.Amount amount(long count) {
        return new Status.Amount(count, 10 * count);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min", "3599, 59 min", "3600, 1 h 0 min", "90000, 1 d 1 h"})
    void durations_haveTheirLargestUnits(long seconds, String text) {
        assertEquals(text, PageTables.duration(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1572864, 1.5 MiB", "5497558138880, 5.0 TiB"})
    void bytes_haveUnitsOfTwo(long bytes, String text) {
        assertEquals(text, PageTables.bytes(bytes));
    }
}
