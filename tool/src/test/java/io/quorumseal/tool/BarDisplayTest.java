package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.Admin.OnMember;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.Admin.Share;
import io.quorumseal.tool.internal.display.BarDisplay;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BarDisplayTest {
    private final StringWriter shown = new StringWriter();
    private final BarDisplay bars = new BarDisplay(new PrintWriter(shown), new Terminal(true, 80));

    private String shown() {
        String text = shown.toString();
        shown.getBuffer().setLength(0);
        return text;
    }

    private static OnMember renewing(String node, long done) {
        Share share = new Share(done, 200, Duration.ofSeconds(10));
        return new OnMember(node, Outcome.UNDER_WAY, "renews", Optional.of(share));
    }

    private static OnMember is(String node, Outcome outcome, String text) {
        return new OnMember(node, outcome, text);
    }

    @Test
    void show_again_drawsOverTheSameLines() {
        bars.show("rewrite", List.of(renewing("n1", 50), is("n2", Outcome.DONE, "all")));
        List<String> first = List.of(shown().split("\n"));
        assertTrue(first.get(0).startsWith("\r\u001b[Krewrite n1  25% ["), first::toString);
        assertTrue(first.get(0).contains(" 50/200 "), first::toString);
        assertEquals("\r\u001b[Krewrite n2: \u001b[32mdone\u001b[39m\u001b[0m, all", first.get(1));
        bars.show("rewrite", List.of(renewing("n1", 150), is("n2", Outcome.DONE, "all")));
        List<String> second = List.of(shown().split("\n"));
        assertTrue(second.get(0).startsWith("\u001b[2A\r\u001b[Krewrite n1  75% ["), second::toString);
        assertEquals(2, second.size());
        bars.show("purge-log", List.of(is("n1", Outcome.UNDER_WAY, "x")));
        assertTrue(shown().startsWith("\r\u001b[Kpurge-log n1: "));
        bars.close();
    }

    @Test
    void show_whateverAMemberSays_staysInItsLineAndSteersNoTerminal() {
        bars.show("rewrite", List.of(is("n1", Outcome.FAILED, "\u001b[2J@|red x|@" + "y".repeat(100))));
        String line = shown();
        assertTrue(line.contains("\\u001b[2J@|red x|@yyy"), line);
        assertEquals(80, line.replaceAll("\u001b\\[[0-9;]*[mKA]|[\r\n]", "").length(), line);
    }
}
