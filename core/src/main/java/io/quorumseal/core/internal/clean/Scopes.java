package io.quorumseal.core.internal.clean;

import io.quorumseal.core.ValueSeal;
import io.quorumseal.core.ValueStore.Stored;
import java.util.function.Function;

/** What seals and opens stored values, each under its scope. Keeps the latest: a store tells those of a scope in a row. */
final class Scopes {
    private final Function<String, ValueSeal> seals;
    private String scope = "";
    private ValueSeal seal;

    Scopes(Function<String, ValueSeal> seals) {
        this.seals = seals;
        this.seal = seals.apply(scope);
    }

    /** Of one value at a time. */
    synchronized ValueSeal of(Stored stored) {
        if (!stored.scope().equals(scope)) {
            seal = seals.apply(stored.scope());
            scope = stored.scope();
        }
        return seal;
    }
}
