package io.quorumseal.testkit.contract;

import io.quorumseal.api.spi.KekProvider;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/** A folder with a provider in it, compiled as its author would, rightly or wrongly put together. */
final class Packaged {
    static final String SERVICE = KekProvider.class.getName();
    private static final String RIGHT_MODULE = "module m.right { requires io.quorumseal.api; provides "
            + KekProvider.class.getName() + " with p.internal.P; }";
    private static final String RIGHT_CLASS = "public final class P implements " + KekProvider.class.getName() + " {"
            + " public P() {}"
            + " public java.util.Set<String> schemes() { return java.util.Set.of(\"plain\"); }"
            + " public io.quorumseal.api.spi.Kek open(String uri, io.quorumseal.api.spi.KekHost host) {"
            + " throw new UnsupportedOperationException(); } }";

    private String module = RIGHT_MODULE;
    private String type = RIGHT_CLASS;
    private String services = "p.internal.P\n";

    Packaged module(String from, String to) {
        module = module.replace(from, to);
        return this;
    }

    Packaged type(String from, String to) {
        type = type.replace(from, to);
        return this;
    }

    Packaged services(String content) {
        services = content;
        return this;
    }

    PlainSubject subject(Path folder) {
        try {
            Path classes = compile(folder);
            Path list = classes.resolve("META-INF/services/" + KekProvider.class.getName());
            Files.createDirectories(list.getParent());
            Files.writeString(list, services);
            URLClassLoader loader =
                    new URLClassLoader(new URL[] {classes.toUri().toURL()}, Packaged.class.getClassLoader());
            var constructor = loader.loadClass("p.internal.P").getDeclaredConstructor();
            constructor.setAccessible(true);
            return new PlainSubject((KekProvider) constructor.newInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the provider cannot be made", e);
        }
    }

    private Path compile(Path folder) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("src/p/internal"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path descriptor = Files.writeString(folder.resolve("src/module-info.java"), module);
        Path provider = Files.writeString(sources.resolve("P.java"), "package p.internal; " + type);
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-Xlint:none"));
        String path = home(KekProvider.class) + File.pathSeparator + home(NullMarked.class);
        arguments.addAll(List.of("--module-path", path, descriptor.toString(), provider.toString()));
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new AssertionError("the provider does not compile");
        }
        return classes;
    }

    private static String home(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }
}
