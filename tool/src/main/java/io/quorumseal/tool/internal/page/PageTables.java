package io.quorumseal.tool.internal.page;

import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes parts of a report in HTML: what has names as a list, and rows as a table. The end of a name tells the unit. */
public final class PageTables {
    private static final String SECONDS = "_seconds";
    private static final String MILLIS = "_ms";
    private static final String PERCENT = "_percent";
    private static final Set<String> STATES = Set.of("word", "mode", "state", "health", "storage");
    private static final Set<String> TIMES = Set.of("at", "since", "heard", "created", "last_success");
    private static final Pattern DIGITS = Pattern.compile("\\d{1,20}");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** How the words that states are called look: a class of the style. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("WELL", "well"),
            Map.entry("SEALING", "well"),
            Map.entry("CURRENT", "well"),
            Map.entry("ACTIVE", "well"),
            Map.entry("REPLACED", "past"),
            Map.entry("KEPT", "past"),
            Map.entry("WAITING", "busy"),
            Map.entry("HELD", "busy"),
            Map.entry("JOINING", "busy"),
            Map.entry("BEHIND", "busy"),
            Map.entry("UNKNOWN", "busy"),
            Map.entry("CLEARTEXT", "ill"),
            Map.entry("ILL", "ill"),
            Map.entry("STALLED", "ill"),
            Map.entry("SILENT", "ill"),
            Map.entry("REFUSES", "ill"),
            Map.entry("OTHER_KEK", "grave"),
            Map.entry("OTHER_LOG", "grave"),
            Map.entry("HALTED", "grave"),
            Map.entry("REFUSED", "grave"));

    private final Html out;

    PageTables(Html out) {
        this.out = out;
    }

    /** A name as it stands in a report, for people: without its unit, and with a capital. */
    static String title(String name) {
        String words = HumanText.words(name.replaceFirst("_(seconds|ms|percent)$", ""));
        String capital = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        return capital.replaceAll("(?i)\\bkek\\b", "KEK").replaceAll("(?i)\\bid\\b", "ID");
    }

    /** The class of the style that a state's word has; empty if it is none. */
    static Optional<String> look(String word) {
        return Optional.ofNullable(WORDS.get(word.toUpperCase(Locale.ROOT)));
    }

    void list(Report report) {
        out.open("dl").line();
        report.fields().forEach((name, value) -> {
            out.element("dt", title(name)).open("dd");
            cell(name, value);
            out.close("dd").line();
        });
        out.close("dl").line();
    }

    /** The first column tells the rows apart. */
    void table(String caption, List<Report> rows) {
        Set<String> columns = rows.stream()
                .flatMap(row -> row.fields().keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        out.open("table").element("caption", caption).open("thead").open("tr");
        columns.stream().limit(1).forEach(column -> out.element("th", title(column), "scope", "col"));
        columns.stream()
                .skip(1)
                .forEach(column -> out.element("th", title(column), "scope", "col", "class", kind(column, rows)));
        out.close("tr").close("thead").open("tbody").line();
        rows.forEach(row -> row(columns, row, rows));
        out.close("tbody").close("table").line();
    }

    private void row(Set<String> columns, Report row, List<Report> rows) {
        String first = columns.iterator().next();
        out.open("tr").open("th", "scope", "row", "data-label", title(first));
        cell(first, row.fields().get(first));
        out.close("th");
        columns.stream().skip(1).forEach(column -> {
            out.open("td", "data-label", title(column), "class", kind(column, rows));
            cell(column, row.fields().get(column));
            out.close("td");
        });
        out.close("tr").line();
    }

    private static String kind(String column, List<Report> rows) {
        boolean numbers =
                rows.stream().map(row -> row.fields().get(column)).allMatch(value -> value == null || isNumber(value));
        return numbers ? "number" : "words";
    }

    /** Numbers of 64 bits without a sign are told as texts. */
    private static boolean isNumber(Report.Value value) {
        boolean digits =
                value instanceof Report.Text text && DIGITS.matcher(text.text()).matches();
        return digits || value instanceof Report.Whole;
    }

    private void cell(String name, Report.@Nullable Value value) {
        if (value == null) {
            out.element("span", HumanText.NONE);
        } else if (value instanceof Report.Whole whole) {
            number(name, whole.number());
        } else if (value instanceof Report.Text text) {
            text(name, text.text());
        } else {
            out.element("span", HumanText.cell(value));
        }
    }

    private void number(String name, long number) {
        if (name.endsWith(PERCENT)) {
            String value = Long.toString(number);
            out.open("span")
                    .open("meter", "max", "100", "high", "75", "optimum", "0", "value", value, "aria-hidden", "true");
            out.close("meter").text(" " + value + " %").close("span");
        } else if (name.endsWith(SECONDS)) {
            out.element("span", duration(Duration.ofSeconds(number)));
        } else if (name.endsWith(MILLIS)) {
            out.element("span", number + " ms");
        } else if (name.endsWith("bytes")) {
            out.element("span", bytes(number));
        } else {
            out.element("span", Long.toString(number));
        }
    }

    private void text(String name, String text) {
        Optional<String> look = STATES.contains(name) ? look(text) : Optional.empty();
        if (look.isPresent()) {
            out.element("span", text.toLowerCase(Locale.ROOT).replace('_', ' '), "class", "word " + look.get());
        } else if (TIMES.contains(name)) {
            time(Instant.parse(text));
        } else if (name.equals("hash")) {
            out.element("span", text, "class", "hash");
        } else {
            out.element("span", text.isEmpty() ? HumanText.NONE : HumanText.line(text));
        }
    }

    void time(Instant time) {
        out.element("time", DATE.format(time), "datetime", time.toString());
    }

    /** In the two largest units that it has. */
    public static String duration(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        } else if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    /** In a unit of IEC 80000-13, with one digit behind the point. */
    public static String bytes(long number) {
        double left = number;
        String unit = "B";
        for (String next : List.of("KiB", "MiB", "GiB", "TiB")) {
            if (left < 1024) {
                break;
            }
            left /= 1024;
            unit = next;
        }
        return unit.equals("B") ? number + " B" : String.format(Locale.ROOT, "%.1f %s", left, unit);
    }
}
