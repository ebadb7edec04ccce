package io.quorumseal.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.internal.format.EntryLimits;
import io.quorumseal.core.internal.format.KeyStateLimits;
import io.quorumseal.core.internal.format.ProposalLimits;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/limits.md} say what the code says. */
class LimitsDocumentTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| `([\\w.]+)` \\| ([\\d,]+)( [a-z]+)? \\|.*");

    @Test
    void defaults_standInTheTable() throws Exception {
        Map<String, String> actual = new TreeMap<>();
        for (RecordComponent limit : Limits.class.getRecordComponents()) {
            actual.put(limit.getName(), text(limit.getAccessor().invoke(Limits.DEFAULT)));
        }
        assertEquals(actual, new TreeMap<>(table("What a vendor can set")));
    }

    /** Each limit of the table has a method that replaces it, and nothing else. */
    @Test
    void limits_ofTheTable_canEachBeSet() throws Exception {
        for (RecordComponent limit : Limits.class.getRecordComponents()) {
            String name = limit.getName();
            Method setter = Limits.class.getMethod(
                    "with" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), limit.getType());
            Object other = other(limit.getAccessor().invoke(Limits.DEFAULT));
            Object changed = setter.invoke(Limits.DEFAULT, other);
            for (RecordComponent each : Limits.class.getRecordComponents()) {
                Object expected =
                        each.getName().equals(name) ? other : each.getAccessor().invoke(Limits.DEFAULT);
                assertEquals(expected, each.getAccessor().invoke(changed), () -> name + " and " + each.getName());
            }
        }
    }

    private static Object other(Object value) {
        if (value instanceof Duration time) {
            return time.plusSeconds(1);
        }
        return value instanceof Integer number ? (Object) (number + 1) : (Object) ((Long) value + 1);
    }

    private static String text(Object value) {
        return value instanceof Duration time ? Long.toString(time.toSeconds()) : value.toString();
    }

    @Test
    void fixedLimits_areWhatTheTableSays() throws Exception {
        Map<String, String> documented = table("What is fixed");
        Map<String, String> actual = new LinkedHashMap<>();
        for (String name : documented.keySet()) {
            actual.put(name, value(name));
        }
        assertEquals(actual, documented);
    }

    private static String value(String name) throws ReflectiveOperationException {
        int dot = name.lastIndexOf('.');
        Field field =
                Class.forName("io.quorumseal." + name.substring(0, dot)).getDeclaredField(name.substring(dot + 1));
        if (!Modifier.isPublic(field.getModifiers())) {
            field.setAccessible(true);
        }
        return String.valueOf(field.get(null));
    }

    @Test
    void limitsOfTheFormats_areAllInTheTable() throws Exception {
        Map<String, String> documented = table("What is fixed");
        Class<?> sidecar = Class.forName("io.quorumseal.core.internal.sidecar.Limits");
        Stream.of(EntryLimits.class, KeyStateLimits.class, ProposalLimits.class, sidecar)
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .filter(field -> field.getType() == int.class && !field.isSynthetic())
                .map(field -> field.getDeclaringClass().getName().substring("io.quorumseal.".length()) + "."
                        + field.getName())
                .forEach(name -> assertTrue(documented.containsKey(name), () -> name + " is not in docs/limits.md"));
    }

    @Test
    void limitsOfOtherModules_areWhatTheTableSays() throws IOException {
        Map<String, String> documented = table("What is fixed in other modules");
        Map<String, String> actual = new LinkedHashMap<>();
        for (String name : documented.keySet()) {
            actual.put(name, written(name));
        }
        assertEquals(actual, documented);
    }

    /** The modules do not see each other; their sources do. */
    private static String written(String name) throws IOException {
        int dot = name.lastIndexOf('.');
        String[] parts = name.split("\\.", 3);
        Path source = ROOT.resolve(parts[0] + "-" + parts[1])
                .resolve("src/main/java/io/quorumseal")
                .resolve(name.substring(0, dot).replace('.', '/') + ".java");
        Matcher found =
                Pattern.compile(" " + name.substring(dot + 1) + " = ([\\d_]+);").matcher(Files.readString(source));
        assertTrue(found.find(), () -> name + " is not in " + source);
        return found.group(1).replace("_", "");
    }

    private static Map<String, String> table(String heading) throws IOException {
        String text = Files.readString(ROOT.resolve("docs/limits.md"));
        int start = text.indexOf("\n## " + heading + "\n");
        assertTrue(start >= 0, () -> "no heading: " + heading);
        int end = text.indexOf("\n## ", start + 1);
        Map<String, String> rows = new LinkedHashMap<>();
        (end < 0 ? text.substring(start) : text.substring(start, end)).lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(2).replace(",", ""));
            }
        });
        assertTrue(rows.size() >= 5, () -> "rows under " + heading + ": " + rows);
        return rows;
    }
}
