package io.quorumseal.core.internal.start;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.Status.Setting.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings that were given from outside. Whoever gives some learns of all that is wrong with them at once. */
final class Given {
    /** Whatever looks as if it were meant for us is; what is not known among it is misspelt. */
    private static final Pattern OURS = Pattern.compile("quorum[-_]?seal[._-].*", Pattern.CASE_INSENSITIVE);

    private static final Pattern NO_LETTER = Pattern.compile("[^a-z0-9]");
    private static final int LONGEST_SHOWN = 100;

    private final Map<Setting, One> all = new EnumMap<>(Setting.class);

    /**
     * One of them.
     *
     * @param source where it was given
     * @param name under which name
     * @param value what it says
     */
    record One(Source source, String name, Setting.Value value) {}

    Optional<One> find(Setting setting) {
        return Optional.ofNullable(all.get(setting));
    }

    /**
     * Takes those among some texts that are meant for this library.
     *
     * @throws StartupRefusedException if one of them is not known, cannot be read or was given before
     */
    void take(Source source, Map<String, ? extends @Nullable Object> texts) {
        List<String> unknown = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        new TreeMap<>(texts).forEach((name, text) -> {
            if (OURS.matcher(name).matches() && !isAbsent(source, text)) {
                meant(name)
                        .ifPresentOrElse(
                                setting -> take(setting, source, name, text).ifPresent(wrong::add),
                                () -> unknown.add(Shown.of(name)));
            }
        });
        if (!unknown.isEmpty()) {
            wrong.add("there is no setting " + String.join(", ", unknown) + ". There are " + known(source));
        }
        if (!wrong.isEmpty()) {
            throw new StartupRefusedException(
                    StartupRefusedException.Refusal.CONFIGURATION,
                    "settings are wrong, and what was meant by them would not hold: " + String.join("; ", wrong));
        }
    }

    /** In the environment, what is set to nothing is not set. */
    private static boolean isAbsent(Source source, @Nullable Object text) {
        return source == Source.ENVIRONMENT && text instanceof String string && string.isBlank();
    }

    private static Optional<Setting> meant(String name) {
        return Arrays.stream(Setting.values())
                .filter(setting -> plain(setting.dotted()).equals(plain(name)))
                .findFirst();
    }

    /** Takes one; tells what is wrong with it. */
    private Optional<String> take(Setting setting, Source source, String name, @Nullable Object text) {
        if (!isSpelling(setting, source, name)) {
            return Optional.of(Shown.of(name) + " is written " + spelling(setting, source));
        }
        Optional<Setting.Value> value = text instanceof String string ? setting.read(string) : Optional.empty();
        if (value.isEmpty()) {
            return Optional.of(name + unreadable(setting, text) + " takes "
                    + setting.form().allowed());
        }
        One before = all.putIfAbsent(setting, new One(source, name, value.get()));
        return Optional.ofNullable(before)
                .map(one -> setting.dotted() + " is set twice, as " + one.name() + where(one.source()) + " and as "
                        + name + where(source) + ": set it once");
    }

    private static String unreadable(Setting setting, @Nullable Object text) {
        return text instanceof String string && setting.form().quoted() && string.length() <= LONGEST_SHOWN
                ? " is \"" + Shown.of(string) + "\", and"
                : "";
    }

    private static String plain(String name) {
        return NO_LETTER.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    private static boolean isSpelling(Setting setting, Source source, String name) {
        return name.equals(spelling(setting, source)) || (source == Source.SETTINGS && name.equals(setting.camel()));
    }

    private static String spelling(Setting setting, Source source) {
        return source == Source.ENVIRONMENT ? setting.variable() : setting.dotted();
    }

    private static String known(Source source) {
        return Arrays.stream(Setting.values())
                .map(setting -> spelling(setting, source))
                .collect(Collectors.joining(", "));
    }

    private static String where(Source source) {
        return source == Source.ENVIRONMENT ? " in the environment" : " among the settings";
    }
}
