package io.quorumseal.core.internal.start;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.core.internal.kek.KekSource;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a setting is read, and how what it says is written again.
 *
 * @param allowed what may be written, for people
 * @param quoted whether a message may repeat what was written
 * @param read reads it; empty if it cannot be read
 * @param text writes it again, without what is not for logs
 */
record Form<T>(String allowed, boolean quoted, Function<String, Optional<T>> read, Function<? super T, String> text) {
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18})([A-Za-z]*)");
    private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):\\S.*");
    private static final String SPACES = "\\s+";
    /** A hundred years are for ever, and in nanoseconds they are still a number. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZE_UNITS =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    static final Form<String> NAME = new Form<>("a name", true, Form::notEmpty, name -> name);
    static final Form<Path> PATH = new Form<>("a path", true, Form::path, Path::toString);
    /** Between paths stands what the platform has there. */
    static final Form<Set<Path>> PATHS = new Form<>(
            "folders' paths, with `" + File.pathSeparator + "` between them",
            true,
            Form::paths,
            paths -> paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));

    static final Form<GroupId> GROUP = new Form<>("a group's name", true, Form::group, GroupId::name);
    static final Form<Set<GroupId>> GROUPS = new Form<>(
            "groups' names, with spaces between them",
            true,
            text -> all(text, Form::group).map(Set::copyOf),
            groups -> groups.stream().map(GroupId::name).sorted().collect(Collectors.joining(" ")));
    /** What a URI names is a file or a key; but somebody may have written a secret into it. */
    static final Form<KekSource> KEK =
            new Form<>("a KEK's URI, such as `file:/etc/orders/kek`", false, Form::kek, Form::scheme);

    static final Form<List<KekSource>> KEKS = new Form<>(
            "KEKs' URIs, with spaces between them",
            false,
            text -> all(text, Form::kek),
            keks -> keks.stream().map(Form::scheme).collect(Collectors.joining(" ")));
    static final Form<Boolean> FLAG = new Form<>("`true` or `false`", true, Form::flag, String::valueOf);
    static final Form<Integer> SUITE = new Form<>(
            "`" + DekCipher.FIRST_SUITE + "` or `" + DekCipher.NEWEST_SUITE + "`",
            true,
            text -> count(text, suite -> DekCipher.isKnown((int) suite)).map(Long::intValue),
            String::valueOf);
    static final Form<Duration> TIME = time("a time, such as `100ms`, `5s`, `2m`, `1h` or `30d`", false);
    static final Form<Duration> TIME_OR_ZERO = time("a time, such as `5s` or `90d`, or `0s`", true);
    static final Form<Long> SIZE = size("a size, such as `512B`, `64KiB`, `16MiB` or `1GiB`", size -> size > 0);
    static final Form<Integer> SMALL_SIZE = new Form<>(
            "a size, such as `64KiB`, less than 2 GiB",
            true,
            text -> SIZE.read()
                    .apply(text)
                    .filter(size -> size <= Integer.MAX_VALUE)
                    .map(Long::intValue),
            size -> SIZE.text().apply((long) size));
    static final Form<Long> SIZE_OR_ZERO = size("a size, such as `16GiB`, or `0B`", size -> true);
    static final Form<Long> COUNT_OR_ZERO =
            new Form<>("a whole number", true, text -> count(text, number -> true), String::valueOf);

    /** A number that an opening can have. */
    static final Form<Integer> OPENING = new Form<>(
            "a whole number from 1 to " + LocalEpoch.MAX,
            true,
            text -> count(text, number -> number >= 1 && number <= LocalEpoch.MAX)
                    .map(Long::intValue),
            String::valueOf);

    private static Optional<String> notEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Optional<Path> path(String text) {
        try {
            return notEmpty(text).map(Path::of);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Set<Path>> paths(String text) {
        List<Optional<Path>> parts = Arrays.stream(text.split(Pattern.quote(File.pathSeparator), -1))
                .map(Form::path)
                .toList();
        return parts.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(
                        parts.stream().flatMap(Optional::stream).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static Optional<GroupId> group(String text) {
        try {
            return Optional.of(new GroupId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<KekSource> kek(String text) {
        return URI.matcher(text).matches() ? Optional.of(new KekSource.Named(text)) : Optional.empty();
    }

    private static String scheme(KekSource kek) {
        if (kek instanceof KekSource.Named named) {
            Matcher uri = URI.matcher(named.uri());
            return uri.matches() ? uri.group(1) + ":…" : "…";
        }
        return "an object";
    }

    /** What stands between spaces; empty if one part cannot be read, or there is none. */
    private static <T> Optional<List<T>> all(String text, Function<String, Optional<T>> one) {
        List<Optional<T>> parts =
                Arrays.stream(text.strip().split(SPACES)).map(one).toList();
        return parts.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(parts.stream().flatMap(Optional::stream).toList());
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Long> count(String text, LongPredicate allowed) {
        Matcher number = NUMBER.matcher(text);
        return number.matches() && number.group(2).isEmpty()
                ? Optional.of(Long.parseLong(text)).filter(allowed::test)
                : Optional.empty();
    }

    private static Form<Duration> time(String allowed, boolean orZero) {
        return new Form<>(
                allowed,
                true,
                text -> times(text, TIME_UNITS, Duration::toMillis, LONGEST.toMillis())
                        .map(Duration::ofMillis)
                        .filter(time -> orZero || !time.isZero()),
                time -> shortest(time.toMillis(), TIME_UNITS, Duration::toMillis, "s"));
    }

    private static Form<Long> size(String allowed, LongPredicate fits) {
        return new Form<>(
                allowed,
                true,
                text -> times(text, SIZE_UNITS, unit -> unit, Long.MAX_VALUE).filter(fits::test),
                size -> shortest(size, SIZE_UNITS, unit -> unit, "B"));
    }

    /** A number and its unit, together at most as much as given. */
    private static <U> Optional<Long> times(String text, Map<String, U> units, Function<U, Long> size, long most) {
        Matcher found = NUMBER.matcher(text);
        if (!found.matches() || !units.containsKey(found.group(2))) {
            return Optional.empty();
        }
        long number = Long.parseLong(found.group(1));
        long unit = size.apply(units.get(found.group(2)));
        return number <= most / unit ? Optional.of(number * unit) : Optional.empty();
    }

    /** In the largest unit that gives a whole number. */
    private static <U> String shortest(long amount, Map<String, U> units, Function<U, Long> size, String ofZero) {
        if (amount == 0) {
            return amount + ofZero;
        }
        Map<Long, String> bySize = new TreeMap<>(Comparator.reverseOrder());
        units.forEach((name, unit) -> bySize.put(size.apply(unit), name));
        return bySize.entrySet().stream()
                .filter(unit -> amount % unit.getKey() == 0)
                .map(unit -> amount / unit.getKey() + unit.getValue())
                .findFirst()
                .orElseThrow();
    }
}
