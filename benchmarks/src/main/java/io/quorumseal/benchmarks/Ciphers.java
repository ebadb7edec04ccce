package io.quorumseal.benchmarks;

import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The ciphers that a benchmark's parameter names. */
final class Ciphers {
    private Ciphers() {}

    static AeadProvider named(String id) {
        return Stream.concat(
                        Stream.of(new JdkAeadProvider()),
                        ServiceLoader.load(AeadProvider.class).stream().map(ServiceLoader.Provider::get))
                .filter(provider -> provider.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no cipher on the class path is " + id));
    }
}
