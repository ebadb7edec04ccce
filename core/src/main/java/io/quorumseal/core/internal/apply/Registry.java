package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Registration;
import java.util.List;

/** The rules of the writer registry. */
final class Registry {
    private Registry() {}

    static KeyState registerAll(KeyState state, LogPosition at, List<Registration> registrations) {
        KeyState next = state;
        for (Registration registration : registrations) {
            next = register(next, at, registration);
        }
        return next;
    }

    /**
     * A registration under a retired DEK is too late to matter; it changes nothing. Nor does one under a DEK of another suite
     * than 1: whoever seals under it needs no number of his own.
     */
    static KeyState register(KeyState state, LogPosition at, Registration registration) {
        if (state.retired().contains(registration.dek()) || needsNobody(state, registration.dek())) {
            return state;
        }
        Row row = Row.of(registration);
        Writer known = state.registry().get(row);
        if (known == null) {
            return state.withWriter(row, new Writer(registration.node(), registration.epoch(), registration.epoch()));
        }
        return known.last().equals(checked(known, at, registration).epoch())
                ? state
                : state.withWriter(row, new Writer(known.node(), known.first(), registration.epoch()));
    }

    private static boolean needsNobody(KeyState state, DekId dek) {
        KeyState.Key key = state.keys().get(dek);
        return key != null && !key.cipher().isSuite1();
    }

    private static Registration checked(Writer known, LogPosition at, Registration incoming) {
        if (!known.node().equals(incoming.node())) {
            throw Handler.forbidden(
                    at,
                    "node id " + incoming.node() + " shares its low 16 bits with node id " + known.node()
                            + ", which is registered under DEK " + incoming.dek());
        }
        if (incoming.epoch().compareTo(known.last()) < 0) {
            throw Handler.forbidden(
                    at,
                    "node id " + incoming.node() + " registers opening " + incoming.epoch() + " under DEK "
                            + incoming.dek() + ", after opening " + known.last());
        }
        return incoming;
    }
}
