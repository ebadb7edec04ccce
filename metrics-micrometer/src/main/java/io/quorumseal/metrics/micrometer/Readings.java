package io.quorumseal.metrics.micrometer;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.Status;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
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
            return status.values()
                    .map(values -> (double) count.applyAsLong(values))
                    .orElse(Double.NaN);
        }
    }

    private static Optional<DekId> active(Status status, Purpose purpose) {
        return Optional.ofNullable(status.keys().active().get(purpose));
    }

    static double age(Latest now, Purpose purpose) {
        KeyState keys = now.status().keys();
        return active(now.status(), purpose)
                .flatMap(dek -> Optional.ofNullable(keys.keys().get(dek)))
                .map(key -> now.secondsSince(key.created()))
                .orElse(Double.NaN);
    }

    static double seals(Status status, Purpose purpose) {
        return active(status, purpose)
                .map(dek -> status.seals().getOrDefault(dek, 0L).doubleValue())
                .orElse(Double.NaN);
    }

    static double softRatio(Status status, Purpose purpose) {
        return seals(status, purpose) / limit(status, "rotation.seals");
    }

    static double hardRatio(Status status, Purpose purpose) {
        double granted = active(status, purpose)
                .map(dek -> status.sealsGranted().getOrDefault(dek, 0L).doubleValue())
                .orElse(Double.NaN);
        return granted / limit(status, "rotation.hard-seals");
    }

    /** No number if there is no limit. */
    private static double limit(Status status, String name) {
        double limit = Double.parseDouble(setting(status, name));
        return limit > 0 ? limit : Double.NaN;
    }

    static String setting(Status status, String name) {
        return status.settings().stream()
                .filter(setting -> setting.name().equals("quorumseal." + name))
                .map(Status.Setting::value)
                .findFirst()
                .orElseThrow();
    }

    static double illFor(Latest now) {
        return now.status().kek() instanceof KekHealth.Ill ill ? now.secondsSince(ill.since()) : 0;
    }

    static double longestHold(Status status) {
        return status.groups().values().stream()
                        .map(Status.Group::longestHold)
                        .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other)
                        .toNanos()
                / 1e9;
    }
}
