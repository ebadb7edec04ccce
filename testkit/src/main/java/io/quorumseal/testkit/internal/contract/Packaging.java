package io.quorumseal.testkit.internal.contract;

import io.quorumseal.api.spi.KekProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/** The jar or folder that a provider's class came from, among all others that the tests run with. */
final class Packaging {
    private static final String SERVICE = KekProvider.class.getName();
    private static final String LIST = "META-INF/services/" + SERVICE;

    private final String provider;
    private final Path home;
    private final List<Path> all;

    Packaging(Class<?> provider) throws URISyntaxException {
        this.provider = provider.getName();
        home = home(provider);
        Set<Path> paths = new LinkedHashSet<>(List.of(home, home(KekProvider.class)));
        Stream.of("java.class.path", "jdk.module.path")
                .flatMap(name -> Stream.of(System.getProperty(name, "").split(File.pathSeparator)))
                .filter(path -> !path.isEmpty())
                .forEach(path -> paths.add(Path.of(path).toAbsolutePath()));
        all = List.copyOf(paths);
    }

    private static Path home(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** How often a program on the class path finds the provider. */
    long timesOnClassPath() throws IOException, ReflectiveOperationException {
        try (URLClassLoader loader = new ClassPath(urls())) {
            return times(ServiceLoader.load(used(loader.loadClass(SERVICE)), loader));
        }
    }

    /**
     * Looks in its own places first. The platform's loader would hand a package of a module that this process runs with
     * over to that module, and a provider in a module is none on the class path.
     */
    private static final class ClassPath extends URLClassLoader {
        ClassPath(URL[] urls) {
            super(urls, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                boolean own = findResource(name.replace('.', '/') + ".class") != null;
                return own ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }

    /** How often a program on the module path finds the provider. */
    long timesOnModulePath() throws ReflectiveOperationException {
        try {
            ModuleLayer layer = layer(descriptor().orElseThrow().name());
            String api = KekProvider.class.getPackageName();
            ClassLoader loader = layer.modules().stream()
                    .filter(module -> module.getPackages().contains(api))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the provider's module must require io.quorumseal.api"))
                    .getClassLoader();
            return times(ServiceLoader.load(layer, used(loader.loadClass(SERVICE))));
        } catch (FindException | ResolutionException e) {
            throw new AssertionError("the provider's module cannot be resolved: " + e.getMessage(), e);
        }
    }

    private ModuleLayer layer(String module) {
        Path[] paths = all.stream().filter(Files::exists).toArray(Path[]::new);
        ModuleLayer boot = ModuleLayer.boot();
        Configuration resolved =
                boot.configuration().resolve(ModuleFinder.of(paths), ModuleFinder.of(), Set.of(module));
        return boot.defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader());
    }

    /** This module is the one that asks, and may ask for services only that it declares. */
    private static Class<?> used(Class<?> service) {
        Packaging.class.getModule().addUses(service);
        return service;
    }

    private long times(ServiceLoader<?> found) {
        return found.stream()
                .filter(one -> one.type().getName().equals(provider))
                .count();
    }

    private URL[] urls() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Path path : all) {
            urls.add(path.toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /** The module descriptor, if there is one. */
    Optional<ModuleDescriptor> descriptor() {
        return ModuleFinder.of(home).findAll().stream()
                .map(found -> found.descriptor())
                .filter(descriptor -> !descriptor.isAutomatic())
                .findFirst();
    }

    /** What the list of services on the class path names. */
    List<String> listed() throws IOException {
        URI place =
                Files.isDirectory(home) ? home.resolve(LIST).toUri() : URI.create("jar:" + home.toUri() + "!/" + LIST);
        try (InputStream in = place.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceAll("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("there must be a file " + LIST + " that names the provider", e);
        }
    }

    /** What the module descriptor says that it provides. */
    static List<String> provided(ModuleDescriptor descriptor) {
        return descriptor.provides().stream()
                .filter(provides -> provides.service().equals(SERVICE))
                .flatMap(provides -> provides.providers().stream())
                .toList();
    }
}
