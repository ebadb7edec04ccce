package io.quorumseal.tool.internal.command;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as settings are written: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 1d}. */
public final class TimeWord implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    @Override
    public Duration convert(String word) {
        Matcher form = FORM.matcher(word);
        Duration unit = form.matches() ? UNITS.getOrDefault(form.group(2), Duration.ZERO) : Duration.ZERO;
        if (unit.isZero() || Long.parseLong(form.group(1)) == 0) {
            throw new TypeConversionException("expected a time, such as 30s, 5m or 2h, found '" + word + "'");
        }
        return unit.multipliedBy(Long.parseLong(form.group(1)));
    }
}
