package io.quorumseal.metrics.micrometer;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.DekStatus;
import io.quorumseal.core.DekStatus.Limit;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.LogStatus;
import io.quorumseal.core.Status;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is read from a status. Where there is nothing to tell, no number is told. */
final class Readings {
    private Readings() {}

    /** How what is stored can be. */
    enum Stored {
        ACTIVE,
        OLD,
        CLEARTEXT,
        UNREADABLE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How much there is of each.
     *
     * @param sealed how much under each DEK
     */
    private record Counts(Map<DekId, Long> sealed, Optional<DekId> active, long cleartext, long unreadable) {
        long of(Stored stored) {
            long under = active.map(dek -> sealed.getOrDefault(dek, 0L)).orElse(0L);
            return switch (stored) {
                case ACTIVE -> under;
                case OLD -> sealed.values().stream().mapToLong(count -> count).sum() - under;
                case CLEARTEXT -> cleartext;
                case UNREADABLE -> unreadable;
            };
        }
    }

    private static double count(Stream<Counts> all, Stored stored) {
        List<Counts> known = all.toList();
        return known.isEmpty()
                ? Double.NaN
                : known.stream().mapToLong(counts -> counts.of(stored)).sum();
    }

    private static <T> Map<DekId, Long> counts(Map<DekId, T> sealed, ToLongFunction<T> count) {
        return sealed.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, under -> count.applyAsLong(under.getValue())));
    }

    static double values(Status status, Stored stored) {
        return count(
                status.storage().values().stream()
                        .map(values -> new Counts(
                                counts(values.sealed(), Status.Amount::values),
                                Optional.of(values.active()),
                                values.cleartext().values(),
                                values.unreadable().values())),
                stored);
    }

    static double files(Status status, Stored stored) {
        return count(
                status.storage().files().stream()
                        .map(files -> new Counts(
                                counts(files.sealed(), Status.Amount::values),
                                status.keys().activeDek(Purpose.STORAGE),
                                files.clear().values(),
                                files.unreadable().size())),
                stored);
    }

    /** Of all groups that were looked at. */
    static double payloads(Status status, Stored stored) {
        return count(
                status.groups().values().stream()
                        .flatMap(group -> group.log().stream())
                        .map(log -> new Counts(
                                counts(log.sealed(), LogStatus.Payloads::count),
                                status.keys().activeDek(Purpose.RAFT),
                                log.cleartext().count(),
                                log.unreadable().count())),
                stored);
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

    static double sinceSuccess(Status status) {
        return status.kek()
                .lastSuccess()
                .map(last -> seconds(status.since(last)))
                .orElse(Double.NaN);
    }

    /** Of the member that answered longest ago, of those that have. */
    static double sinceHeard(Status status) {
        return status.members().values().stream()
                .filter(member -> !member.self())
                .flatMap(member -> member.heard().stream())
                .mapToDouble(heard -> seconds(status.since(heard)))
                .max()
                .orElse(Double.NaN);
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
