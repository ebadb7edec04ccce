package io.quorumseal.core.internal.select;

import java.net.URL;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A provider that was found.
 *
 * @param provider the provider
 * @param names what it answers to: schemes of a KEK's URI, or the id of an AEAD suite
 */
record Found<S>(S provider, Set<String> names) {

    /** Tells providers apart: a class of one name from one known place is one, whichever loader brought it. */
    Object identity() {
        Class<?> type = provider.getClass();
        return location(type).<Object>map(from -> List.of(type.getName(), from)).orElse(type);
    }

    @Override
    public String toString() {
        return String.join(", ", names.stream().sorted().toList()) + " → "
                + provider.getClass().getName() + " in " + place(provider.getClass());
    }

    private static String place(Class<?> type) {
        Module module = type.getModule();
        String location = location(type).orElse("unknown place");
        return module.isNamed() ? "module " + module.getName() + " (" + location + ")" : location;
    }

    private static Optional<String> location(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .map(URL::toString);
    }
}
