package io.quorumseal.core.internal.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.core.NodeMXBean;
import io.quorumseal.core.internal.kek.KekEvents;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.Event;
import jdk.jfr.Name;
import org.junit.jupiter.api.Test;

/** The tables of events and attributes in {@code docs/monitoring.md} are those of the code. */
class MonitoringDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/monitoring.md");
    private static final Pattern EVENT = Pattern.compile("\\| `(io\\.quorumseal\\.\\w+)` \\| .*? \\| (.*?) \\|");
    private static final Pattern ATTRIBUTES = Pattern.compile("\\| ((?:`[A-Z]\\w+`(?:, )?)+) \\| .* \\|");
    private static final Pattern WORD = Pattern.compile("`(\\w+)`");

    private static Set<String> words(String text) {
        return WORD.matcher(text).results().map(word -> word.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<MatchResult> rows(Pattern shape, String heading) throws IOException {
        List<MatchResult> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            inside = line.startsWith("## ") ? line.equals("## " + heading) : inside;
            Matcher row = shape.matcher(line);
            if (inside && row.matches()) {
                rows.add(row.toMatchResult());
            }
        }
        return rows;
    }

    @Test
    void events_ofTheDocument_areThoseOfTheCode() throws IOException {
        Map<String, Set<String>> actual = new TreeMap<>();
        for (Class<?> type : FlightEvents.class.getDeclaredClasses()) {
            if (!Modifier.isAbstract(type.getModifiers())) {
                actual.put(type.getAnnotation(Name.class).value(), fields(type));
            }
        }
        Map<String, Set<String>> documented = new TreeMap<>();
        rows(EVENT, "Flight recordings").forEach(row -> documented.put(row.group(1), words(row.group(2))));
        assertEquals(actual, documented);
    }

    /** Those that it inherits are among them; once a recorder was there, it has added two of its own. */
    private static Set<String> fields(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Class<?> at = type; at != Event.class; at = at.getSuperclass()) {
            Arrays.stream(at.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .forEach(field -> names.add(field.getName()));
        }
        names.removeAll(Set.of("startTime", "duration"));
        return names;
    }

    @Test
    void attributes_ofTheDocument_areThoseOfTheCode() throws IOException {
        Set<String> actual = Arrays.stream(NodeMXBean.class.getMethods())
                .map(Method::getName)
                .map(name -> name.replaceFirst("^(get|is)", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = new TreeSet<>();
        rows(ATTRIBUTES, "JMX").forEach(row -> documented.addAll(words(row.group(1))));
        assertEquals(actual, documented);
    }

    /** Where nothing is recorded, one span stands for all, and nothing of what is told is looked at. */
    @Test
    void recorder_withoutARecording_tellsNothing() {
        Flight flight = Flight.recorder();
        assertEquals(JdkFlight.class, flight.getClass());
        GroupId group = new GroupId("g");
        LogPosition position = new LogPosition(group, 1, 1);
        assertSame(Span.UNRECORDED, flight.open("c", "n"));
        assertSame(Span.UNRECORDED, flight.apply("n", position, new EncryptionEntry.Void("why")));
        assertSame(Span.UNRECORDED, flight.hold("n", group));
        assertSame(Span.UNRECORDED, flight.stall("n", group, "why"));
        assertSame(Span.UNRECORDED, flight.kekCall("k", KekEvents.Operation.WRAP, 1));
    }
}
