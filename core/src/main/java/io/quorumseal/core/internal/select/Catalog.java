package io.quorumseal.core.internal.select;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All providers of one service that can be found. Chooses by name and never by order: none or two for a name is a
 * start-up error that lists everything.
 */
final class Catalog<S> {
    private final Map<Object, Found<S>> found = new LinkedHashMap<>();
    private final Function<S, Set<String>> names;
    private final String where;

    /**
     * Makes an empty catalog.
     *
     * @param names tells what a provider answers to
     * @param where where was looked, for people
     */
    Catalog(Function<S, Set<String>> names, String where) {
        this.names = names;
        this.where = where;
    }

    void addAll(Supplier<ServiceLoader<S>> loader) {
        try {
            loader.get().forEach(this::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new StartupRefusedException(
                    Refusal.CONFIGURATION,
                    "a provider cannot be loaded: " + e + "; complete or remove its jar (looked in " + where + ")",
                    e);
        }
    }

    Catalog<S> add(S provider) {
        Found<S> one = new Found<>(provider, Set.copyOf(names.apply(provider)));
        found.putIfAbsent(one.identity(), one);
        return this;
    }

    /**
     * Chooses the one provider of a name.
     *
     * @param name the name
     * @param what what is looked for, for people
     * @param remedy what to do if there is none
     */
    S only(String name, String what, String remedy) {
        List<Found<S>> fit = found.values().stream()
                .filter(one -> one.names().contains(name))
                .toList();
        if (fit.size() == 1) {
            return fit.get(0).provider();
        }
        throw fit.isEmpty()
                ? refused("no provider serves " + what + "; " + remedy + ".", found.values())
                : refused(fit.size() + " providers serve " + what + "; keep one of them.", fit);
    }

    private StartupRefusedException refused(String problem, Collection<Found<S>> shown) {
        List<String> lines = new ArrayList<>(List.of(problem));
        lines.add(shown.isEmpty() ? "Found no provider at all." : "Found:");
        shown.forEach(one -> lines.add("  " + one));
        lines.add("Looked in " + where + ".");
        return new StartupRefusedException(Refusal.CONFIGURATION, String.join("\n", lines));
    }
}
