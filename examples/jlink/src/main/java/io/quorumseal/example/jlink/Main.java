package io.quorumseal.example.jlink;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ServiceLoader;

/** Runs in a run-time image that has neither a class path nor a JDK around it: finds a provider, wraps, unwraps. */
public final class Main {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final WrapContext CONTEXT = new WrapContext("example", Purpose.STORAGE, new DekId(1));

    private Main() {}

    /**
     * Makes a key file in a temporary directory and wraps a DEK under it.
     *
     * @param args none
     * @throws IOException if the directory cannot be made
     */
    public static void main(String[] args) throws IOException {
        System.out.println("runs in " + Main.class.getModule() + " of " + System.getProperty("java.home"));
        Path directory = Files.createTempDirectory("quorumseal-example");
        Path keyFile = directory.resolve("kek.key");
        try {
            KeyFiles.create(keyFile);
            wrapAndUnwrap("file:" + keyFile);
        } finally {
            Files.deleteIfExists(keyFile);
            Files.delete(directory);
        }
    }

    private static void wrapAndUnwrap(String uri) {
        try (Kek kek = provider().open(uri);
                SecretBytes dek = SecretBytes.random(32, new SecureRandom())) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, LIMIT);
            try (SecretBytes back = kek.unwrap(wrapped, CONTEXT, LIMIT)) {
                System.out.println("a DEK wrapped in " + wrapped.length + " bytes came back "
                        + (dek.equals(back) ? "whole" : "DAMAGED"));
            }
        }
    }

    private static KekProvider provider() {
        ServiceLoader<KekProvider> providers = ServiceLoader.load(KekProvider.class);
        providers.forEach(
                found -> System.out.println("found " + found.getClass().getModule() + " for "
                        + found.schemes().stream().sorted().toList()));
        return providers.stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.schemes().contains("file"))
                .findAny()
                .orElseThrow();
    }
}
