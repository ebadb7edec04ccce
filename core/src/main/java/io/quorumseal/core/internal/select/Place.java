package io.quorumseal.core.internal.select;

import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Where providers are looked for; its text is for people. */
sealed interface Place {

    <S> ServiceLoader<S> load(Class<S> service);

    /** This module's layer, where it has one, and the thread's context class loader. */
    static List<Place> standard() {
        Stream<Place> layer =
                Stream.ofNullable(Place.class.getModule().getLayer()).map(Layer::new);
        ClassLoader loader = Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .orElseGet(ClassLoader::getSystemClassLoader);
        return Stream.concat(layer, Stream.of(new Loader(loader))).toList();
    }

    /**
     * A module layer and its parents.
     *
     * @param layer the layer
     */
    record Layer(ModuleLayer layer) implements Place {
        @Override
        public <S> ServiceLoader<S> load(Class<S> service) {
            return ServiceLoader.load(layer, service);
        }

        @Override
        public String toString() {
            List<String> names = layer.modules().stream()
                    .map(Module::getName)
                    .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
                    .sorted()
                    .toList();
            return "the module layer of " + names + " and its parents";
        }
    }

    /**
     * A class loader and its parents.
     *
     * @param loader the loader
     */
    record Loader(ClassLoader loader) implements Place {
        @Override
        public <S> ServiceLoader<S> load(Class<S> service) {
            return ServiceLoader.load(service, loader);
        }

        @Override
        public String toString() {
            String name = Optional.ofNullable(loader.getName()).orElseGet(loader::toString);
            String urls = loader instanceof URLClassLoader it ? " of " + Arrays.toString(it.getURLs()) : "";
            return "class loader " + name + urls + " and its parents";
        }
    }
}
