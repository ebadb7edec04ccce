package io.quorumseal.core.internal.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.KekProvider;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers on a module path. Tools that run tests on the class path have no layer with the contracts in it. */
class ModuleLayerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    ProviderSources sources;

    @BeforeEach
    void makeSources() {
        assumeTrue(KekProvider.class.getModule().isNamed());
        sources = new ProviderSources(directory);
    }

    @Test
    void openKek_providerOnTheModulePath_isFound() throws IOException {
        ModuleLayer layer = layer(sources.kekModule("m.one", "One", "one", "opened by One"));
        assertEquals(
                "opened by One",
                assertThrows(IllegalStateException.class, () -> in(layer).openKek("one:x", TIMEOUT))
                        .getMessage());
    }

    @Test
    void openKek_otherScheme_listsModuleAndLayer() throws IOException {
        Path module = sources.kekModule("m.one", "One", "one", "");
        ModuleLayer layer = layer(module);
        String message = refused(layer, Optional.empty());
        assertTrue(message.contains("one → x.One in module m.one (" + ProviderSources.url(module)), message);
        assertTrue(message.contains("Looked in the module layer of [m.one] and its parents."), message);
    }

    @Test
    void openKek_modulePathAndClassPath_areBothSearched() throws IOException {
        ModuleLayer layer = layer(sources.kekModule("m.one", "One", "other", ""));
        ClassLoader loader = ProviderSources.loader(sources.kek("two", "Two", "other"));
        String message = refused(layer, Optional.of(loader));
        assertTrue(message.startsWith("2 providers"), message);
        assertTrue(message.contains("module m.one") && message.contains("x.Two in file:"), message);
    }

    @Test
    void openKek_moduleSeenByLayerAndItsLoader_countsOnce() throws IOException {
        ModuleLayer layer = layer(sources.kekModule("m.one", "One", "one", "opened by One"));
        Providers providers = Providers.in(Optional.of(layer), Optional.of(layer.findLoader("m.one")));
        assertThrows(IllegalStateException.class, () -> providers.openKek("one:x", TIMEOUT));
    }

    private static String refused(ModuleLayer layer, Optional<ClassLoader> loader) {
        Providers providers = Providers.in(Optional.of(layer), loader);
        return String.valueOf(assertThrows(StartupRefusedException.class, () -> providers.openKek("other:x", TIMEOUT))
                .getMessage());
    }

    private static Providers in(ModuleLayer layer) {
        return Providers.in(Optional.of(layer), Optional.empty());
    }

    private static ModuleLayer layer(Path module) {
        ModuleLayer parent = KekProvider.class.getModule().getLayer();
        Configuration configuration =
                parent.configuration().resolveAndBind(ModuleFinder.of(module), ModuleFinder.of(), Set.of());
        return ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(parent), KekProvider.class.getClassLoader())
                .layer();
    }
}
