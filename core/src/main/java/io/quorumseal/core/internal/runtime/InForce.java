package io.quorumseal.core.internal.runtime;

import io.quorumseal.core.Status;
import io.quorumseal.core.Status.Setting.Source;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The settings in one line, for people. */
final class InForce {
    private InForce() {}

    /** First what somebody said, then what nobody did, then what does not hold. */
    static String text(List<Status.Setting> settings) {
        String said = list(settings, setting -> setting.source() != Source.DEFAULT);
        String unsaid = list(settings, setting -> setting.source() == Source.DEFAULT);
        String overruled = settings.stream()
                .filter(Status.Setting::overruled)
                .map(Status.Setting::name)
                .collect(Collectors.joining(", "));
        return (said.isEmpty() ? "" : said + "; ")
                + "by default " + unsaid
                + (overruled.isEmpty() ? "" : "; set from outside, too, and not in force: " + overruled);
    }

    private static String list(List<Status.Setting> settings, Predicate<Status.Setting> which) {
        return settings.stream()
                .filter(which)
                .filter(setting -> !setting.value().isEmpty())
                .map(InForce::one)
                .collect(Collectors.joining(", "));
    }

    private static String one(Status.Setting setting) {
        String text = setting.name() + "=" + setting.value();
        return setting.source() == Source.DEFAULT
                ? text
                : text + " (" + setting.source().name().toLowerCase(Locale.ROOT) + ")";
    }
}
