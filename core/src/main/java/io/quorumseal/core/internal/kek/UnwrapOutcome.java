package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What unwrapping many DEKs came to: all of them, or the failure that tells most. */
final class UnwrapOutcome {
    /** What is wrong for good comes before what may pass. */
    private static final List<Kind> MOST_TELLING_FIRST = List.of(
            Kind.WRONG_KEY,
            Kind.CORRUPT,
            Kind.DENIED,
            Kind.KEY_NOT_FOUND,
            Kind.KEY_DISABLED,
            Kind.UNSUPPORTED,
            Kind.MISCONFIGURED,
            Kind.THROTTLED,
            Kind.UNREACHABLE);

    private final Map<DekId, SecretBytes> deks = new LinkedHashMap<>();
    private final Map<DekId, Throwable> failures = new LinkedHashMap<>();

    /** Sorts calls that have all ended. */
    UnwrapOutcome(Map<DekId, CompletableFuture<SecretBytes>> ended) {
        ended.forEach(this::sort);
    }

    private void sort(DekId id, CompletableFuture<SecretBytes> call) {
        try {
            deks.put(id, call.join());
        } catch (CompletionException e) {
            failures.put(id, e.getCause() == null ? e : e.getCause());
        }
    }

    Map<DekId, SecretBytes> deksOrThrow() {
        if (failures.isEmpty()) {
            return deks;
        }
        deks.values().forEach(SecretBytes::close);
        throw worst();
    }

    private RuntimeException worst() {
        Map.Entry<DekId, Throwable> worst = failures.entrySet().stream()
                .min(Comparator.comparingInt(failure -> rank(failure.getValue())))
                .orElseThrow();
        if (worst.getValue() instanceof KekException e) {
            return new KekException(e.kind(), text(worst.getKey(), e), e);
        }
        if (worst.getValue() instanceof RuntimeException bug) {
            return bug;
        }
        return new IllegalStateException(text(worst.getKey(), worst.getValue()), worst.getValue());
    }

    /** What is no KEK's failure at all comes first: a bug must not hide behind an outage. */
    private static int rank(Throwable failure) {
        return failure instanceof KekException e ? MOST_TELLING_FIRST.indexOf(e.kind()) : -1;
    }

    private String text(DekId id, Throwable failure) {
        return "DEK " + id + " does not unwrap (" + failures.size() + " of " + (failures.size() + deks.size())
                + " fail): " + failure.getMessage();
    }
}
