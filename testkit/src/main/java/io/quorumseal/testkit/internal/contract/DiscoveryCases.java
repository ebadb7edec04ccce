package io.quorumseal.testkit.internal.contract;

import io.quorumseal.api.spi.KekProvider;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The provider is found by its scheme, once, and shows nothing that is not for users. */
final class DiscoveryCases {
    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "discovery.class-path",
                    "ServiceLoader finds the provider exactly once on the class path",
                    scene -> exactlyOnce(packaging(scene).timesOnClassPath(), "class path")),
            KekCase.of(
                    "discovery.module-path",
                    "ServiceLoader finds the provider exactly once on the module path",
                    DiscoveryCases::modulePath,
                    KekNeeds.MODULE),
            KekCase.of(
                    "discovery.declarations-agree",
                    "module descriptor and META-INF/services name the same providers, each once",
                    DiscoveryCases::declarationsAgree,
                    KekNeeds.MODULE),
            KekCase.of(
                    "discovery.exports",
                    "no package with a provider in it, and none that is called internal, is exported",
                    DiscoveryCases::exports,
                    KekNeeds.MODULE),
            KekCase.of(
                    "discovery.schemes",
                    "the schemes are in lower case, without colon, and hold that of the URI",
                    DiscoveryCases::schemes),
            KekCase.of(
                    "discovery.constructor",
                    "the provider is a public class with a public constructor without parameters",
                    DiscoveryCases::constructor));

    private DiscoveryCases() {}

    private static Packaging packaging(Scene scene) throws Exception {
        return new Packaging(scene.subject().provider().getClass());
    }

    private static void exactlyOnce(long times, String where) {
        Expect.that(
                times == 1, "ServiceLoader must find the provider once on the " + where + ", not " + times + " times");
    }

    private static ModuleDescriptor descriptor(Scene scene) throws Exception {
        return packaging(scene)
                .descriptor()
                .orElseThrow(() -> new AssertionError("there must be a module-info beside the provider's class"));
    }

    private static void modulePath(Scene scene) throws Exception {
        descriptor(scene);
        exactlyOnce(packaging(scene).timesOnModulePath(), "module path");
    }

    private static void declarationsAgree(Scene scene) throws Exception {
        List<String> provided = Packaging.provided(descriptor(scene));
        List<String> listed = packaging(scene).listed();
        Set<String> different = new HashSet<>(listed);
        Expect.that(different.size() == listed.size(), "META-INF/services names a provider twice: " + listed);
        Expect.that(
                different.equals(Set.copyOf(provided)),
                "module-info provides " + provided + ", META-INF/services lists " + listed);
    }

    private static void exports(Scene scene) throws Exception {
        ModuleDescriptor descriptor = descriptor(scene);
        Expect.that(!descriptor.isOpen(), "the module must not be open");
        Set<String> hidden = new HashSet<>();
        Packaging.provided(descriptor).forEach(name -> hidden.add(name.substring(0, name.lastIndexOf('.'))));
        for (ModuleDescriptor.Exports exports : descriptor.exports()) {
            String name = exports.source();
            boolean internal = Arrays.asList(name.split("\\.")).contains("internal");
            Expect.that(!hidden.contains(name) && !internal, "package " + name + " must not be exported");
        }
    }

    private static void schemes(Scene scene) {
        String uri = scene.subject().uri();
        Set<String> schemes = scene.subject().provider().schemes();
        for (String scheme : schemes) {
            boolean right = scheme.matches("[a-z][a-z0-9+.-]*");
            Expect.that(right, "'" + scheme + "' is no scheme (RFC 3986), or not in lower case");
        }
        String scheme = uri.substring(0, uri.indexOf(':'));
        Expect.that(schemes.contains(scheme), "schemes() " + schemes + " must hold the URI's, " + scheme);
    }

    private static void constructor(Scene scene) {
        Class<? extends KekProvider> type = scene.subject().provider().getClass();
        boolean shown = Modifier.isPublic(type.getModifiers())
                && Arrays.stream(type.getConstructors()).anyMatch(one -> one.getParameterCount() == 0);
        Expect.that(shown, type.getName() + " must be public, with a public constructor without parameters");
    }
}
