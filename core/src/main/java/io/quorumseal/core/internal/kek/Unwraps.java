package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.work.Config;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The DEKs that something waits for: why they do not unwrap, and how often that was said in a row. */
final class Unwraps {
    /** How often in a row the bytes are said to be at fault before somebody is called: a KEK that lags catches up. */
    static final int UNREADABLE_AFTER = 10;

    private final Config config;
    private final Map<DekId, Failing> failing = new ConcurrentHashMap<>();

    private record Failing(int times, String why) {}

    Unwraps(Config config) {
        this.config = config;
    }

    /** Why something waits, if it does. */
    Optional<String> trouble() {
        return failing.values().stream().map(Failing::why).findFirst();
    }

    void succeeded(DekId dek) {
        failing.remove(dek);
    }

    /** Notes that it is waited on, and says why. */
    String failed(DekId dek, RuntimeException failure) {
        boolean ofTheBytes = failure instanceof KekException kek && KekTrouble.isOfTheBytes(kek.kind());
        String why = why(dek, failure);
        int times = failing.merge(dek, new Failing(ofTheBytes ? 1 : 0, why), Unwraps::later)
                .times();
        if (ofTheBytes && times == UNREADABLE_AFTER) {
            config.tell(Event.KEY_UNREADABLE, "said " + times + " times in a row: " + why);
        }
        return why;
    }

    private static Failing later(Failing before, Failing now) {
        return new Failing(now.times() == 0 ? 0 : before.times() + 1, now.why());
    }

    private static String why(DekId dek, RuntimeException failure) {
        return "the KEK does not unwrap DEK " + dek + " "
                + (failure instanceof KekException kek
                        ? KekTrouble.found(kek) + ". Nothing is applied until it does; it is asked again and again. "
                                + KekTrouble.advice(kek.kind())
                        : "(" + failure.getClass().getSimpleName() + "): " + failure.getMessage());
    }
}
