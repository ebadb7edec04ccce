package io.quorumseal.core.internal.start;

import io.quorumseal.api.KekException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.KekListener;
import io.quorumseal.core.KekListener.Outcome;
import io.quorumseal.core.internal.kek.GuardedKek;
import io.quorumseal.core.internal.kek.Guarding;
import io.quorumseal.core.internal.kek.KekChain;
import io.quorumseal.core.internal.kek.KekEvents;
import io.quorumseal.core.internal.kek.KekSource;
import io.quorumseal.core.internal.kek.PreviousKek;
import io.quorumseal.core.internal.kek.Unlocking;
import io.quorumseal.core.internal.select.Providers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Opens the KEKs that the vendor named, under guard. */
final class Keks {
    private Keks() {}

    static KekChain open(Settings settings, KekSource current) {
        Duration timeout = settings.limits.kekTimeout();
        Guarding how = new Guarding(timeout, telling(settings.kekListener), settings.kekPacing);
        Providers providers = settings.providers();
        List<PreviousKek> previous = settings.previousKeks.stream()
                .map(source -> new PreviousKek(left -> source.open(providers, left, how)))
                .toList();
        try {
            GuardedKek kek = current.open(providers, timeout, how);
            return KekChain.of(kek, previous, how);
        } catch (KekException e) {
            throw Unlocking.doesNotOpen(e);
        }
    }

    private static KekEvents telling(KekListener listener) {
        return (kek, operation, failure, took, attempt) ->
                listener.on(new KekListener.Call(kek, operation(operation), outcome(failure), took, attempt));
    }

    private static KekListener.Operation operation(KekEvents.Operation operation) {
        return KekListener.Operation.valueOf(operation.name());
    }

    private static Outcome outcome(Optional<Throwable> failure) {
        return failure.map(Keks::outcome).orElseGet(Outcome.Ok::new);
    }

    private static Outcome outcome(Throwable failure) {
        Throwable at = failure instanceof StartupRefusedException refused && refused.getCause() != null
                ? refused.getCause()
                : failure;
        return at instanceof KekException e
                ? new Outcome.Failed(e.kind())
                : new Outcome.Threw(at.getClass().getName());
    }
}
