package io.quorumseal.core.internal.select;

import io.quorumseal.api.KekException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds the providers that the configuration names: a KEK's by the scheme of its URI, an AEAD suite's by its id.
 *
 * <p>None or two for a name is a start-up error that lists what was found, where, and the artifact to add.
 */
public final class Providers {
    /** How many KEKs may be wrapped by one another. */
    private static final int MAX_DEPTH = 4;

    private final List<Place> places;

    private Providers(List<Place> places) {
        this.places = places;
    }

    /**
     * Looks in the given places; without any, in the layer of this module and in the context class loader.
     *
     * @param layer a module layer
     * @param loader a class loader
     */
    public static Providers in(Optional<ModuleLayer> layer, Optional<ClassLoader> loader) {
        List<Place> named = Stream.<Place>concat(
                        layer.map(Place.Layer::new).stream(), loader.map(Place.Loader::new).stream())
                .toList();
        return new Providers(named.isEmpty() ? Place.standard() : named);
    }

    /**
     * Opens the KEK that a URI names.
     *
     * @param timeout the longest time that opening may take
     * @throws StartupRefusedException if there is not exactly one provider for it, or its classes are incomplete
     * @throws KekException if it does not open
     */
    public Kek openKek(String uri, Duration timeout) {
        return new Host(timeout, 0).open(uri);
    }

    private Kek openKek(String uri, Host host) {
        String scheme = Scheme.of(uri);
        KekProvider provider = search(KekProvider.class, KekProvider::schemes)
                .only(scheme, "KEKs of scheme " + scheme, Artifacts.remedy(scheme));
        try {
            return provider.open(uri, host);
        } catch (LinkageError e) {
            throw new StartupRefusedException(
                    Refusal.CONFIGURATION,
                    "the KEK does not open: " + e + "; add the jar that this class comes from",
                    e);
        }
    }

    /**
     * Finds the AEAD provider of an id.
     *
     * @param id the configured id
     * @param builtIn makes the provider that is always there; it is one candidate among those that are found
     * @throws StartupRefusedException if there is not exactly one
     */
    public AeadProvider aead(String id, Supplier<AeadProvider> builtIn) {
        return search(AeadProvider.class, provider -> Set.of(provider.id()))
                .add(builtIn.get())
                .only(id, "AEAD id " + id, Artifacts.cipherRemedy(id));
    }

    private <S> Catalog<S> search(Class<S> service, Function<S, Set<String>> names) {
        Catalog<S> catalog = new Catalog<>(
                names,
                String.join(", and ", places.stream().map(Place::toString).toList()));
        places.forEach(place -> catalog.addAll(() -> place.load(service)));
        return catalog;
    }

    /** Opens a KEK that another one names, one level deeper. */
    private final class Host implements KekHost {
        private final Duration timeout;
        private final int depth;

        Host(Duration timeout, int depth) {
            this.timeout = timeout;
            this.depth = depth;
        }

        @Override
        public Duration timeout() {
            return timeout;
        }

        @Override
        public Kek open(String uri) {
            if (depth == MAX_DEPTH) {
                throw new StartupRefusedException(
                        Refusal.CONFIGURATION,
                        "KEKs are wrapped by KEKs more than " + MAX_DEPTH
                                + " deep, perhaps in a circle; name one that stands by itself");
            }
            return openKek(uri, new Host(timeout, depth + 1));
        }
    }
}
