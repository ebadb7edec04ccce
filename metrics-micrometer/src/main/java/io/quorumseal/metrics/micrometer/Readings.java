package io.quorumseal.metrics.micrometer;

import io.quorumseal.api.Purpose;
import io.quorumseal.core.DekStatus;
import io.quorumseal.core.DekStatus.Limit;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.Status;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What is read from a status. Where there is nothing to tell, no number is told. */
final class Readings {
    private Readings() {}

    /** How stored values can be. */
    enum Stored {
        ACTIVE(values -> values.under(values.active()).values()),
        OLD(values -> values.sealed().values().stream()
                        .mapToLong(Status.Amount::values)
                        .sum()
                - values.under(values.active()).values()),
        CLEARTEXT(values -> values.cleartext().values()),
        UNREADABLE(values -> values.unreadable().values());

        @SuppressWarnings("ImmutableEnumChecker") // functions without a state
        private final ToLongFunction<Status.Values> count;

        Stored(ToLongFunction<Status.Values> count) {
            this.count = count;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        double count(Status status) {
            return status.storage().values()
                    .map(values -> (double) count.applyAsLong(values))
                    .orElse(Double.NaN);
        }
    }

    private static double ofActive(Status status, Purpose purpose, ToDoubleFunction<DekStatus> what) {
        return status.active(purpose).map(what::applyAsDouble).orElse(Double.NaN);
    }

    static double age(Status status, Purpose purpose) {
        return ofActive(status, purpose, dek -> seconds(dek.age()));
    }

    static double seals(Status status, Purpose purpose) {
        return ofActive(status, purpose, dek -> (double) dek.seals());
    }

    static double used(Status status, Purpose purpose, Limit limit) {
        return ofActive(status, purpose, dek -> dek.used(limit));
    }

    static String setting(Status status, String name) {
        return status.settings().stream()
                .filter(setting -> setting.name().equals("quorumseal." + name))
                .map(Status.Setting::value)
                .findFirst()
                .orElseThrow();
    }

    static double illFor(Status status) {
        return status.kek().health() instanceof KekHealth.Ill ill ? seconds(status.since(ill.since())) : 0;
    }

    static double longestHold(Status status) {
        return seconds(status.groups().values().stream()
                .map(Status.Group::longestHold)
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
