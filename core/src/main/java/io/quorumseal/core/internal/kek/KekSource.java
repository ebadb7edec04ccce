package io.quorumseal.core.internal.kek;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.core.internal.select.Providers;
import io.quorumseal.core.internal.select.Scheme;
import java.time.Duration;
import java.util.Optional;

/** Where a KEK comes from. */
public sealed interface KekSource {

    /** Gives the KEK under guard. */
    GuardedKek open(Providers providers, Duration timeout, Guarding how);

    /** The scheme of its URI, in lower case; empty if it is not named by one. */
    Optional<String> scheme();

    /**
     * It is named.
     *
     * @param uri its URI
     */
    record Named(String uri) implements KekSource {
        @Override
        public GuardedKek open(Providers providers, Duration timeout, Guarding how) {
            return GuardedKek.open(left -> providers.openKek(uri, left), timeout, how);
        }

        @Override
        public Optional<String> scheme() {
            return Optional.of(Scheme.of(uri));
        }

        /** A URI is not for logs. */
        @Override
        public String toString() {
            return "Named[]";
        }
    }

    /**
     * The vendor brings it, and closes it.
     *
     * @param kek the KEK
     */
    record Given(Kek kek) implements KekSource {
        @Override
        public GuardedKek open(Providers providers, Duration timeout, Guarding how) {
            return GuardedKek.lent(kek, how);
        }

        @Override
        public Optional<String> scheme() {
            return Optional.empty();
        }
    }
}
