package io.quorumseal.core.internal.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.KekProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
    private final Catalog<KekProvider> catalog = new Catalog<>(KekProvider::schemes, "the test");

    @TempDir
    Path directory;

    ProviderSources sources;

    @BeforeEach
    void makeSources() {
        sources = new ProviderSources(directory);
    }

    @Test
    void only_oneJarByTwoLoaders_countsOnce() throws IOException {
        Path one = sources.kek("one", "One", "same");
        addByOwnLoader(one);
        addByOwnLoader(one);
        assertEquals("x.One", only().getClass().getName());
    }

    @Test
    void only_oneClassFromTwoJars_isTwo() throws IOException {
        addByOwnLoader(sources.kek("one", "One", "same"));
        addByOwnLoader(sources.kek("copy", "One", "same"));
        String message = String.valueOf(
                assertThrows(StartupRefusedException.class, this::only).getMessage());
        assertTrue(message.startsWith("2 providers serve it; keep one of them."), message);
        assertTrue(message.contains("/one/") && message.contains("/copy/"), message);
        assertTrue(message.endsWith("Looked in the test."), message);
    }

    private void addByOwnLoader(Path folder) {
        catalog.addAll(() -> ServiceLoader.load(KekProvider.class, ProviderSources.loader(folder)));
    }

    private KekProvider only() {
        return catalog.only("same", "it", "add one");
    }
}
