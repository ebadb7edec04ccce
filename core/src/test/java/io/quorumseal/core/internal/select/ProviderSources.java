package io.quorumseal.core.internal.select;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.spi.KekProvider;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Makes providers as others would ship them: compiled apart, found on a class path or module path. */
final class ProviderSources {
    static final String KEK_SERVICE = "io.quorumseal.api.spi.KekProvider";
    static final String AEAD_SERVICE = "io.quorumseal.api.spi.AeadProvider";

    private final Path root;

    ProviderSources(Path root) {
        this.root = root;
    }

    /** A class path folder with one KEK provider, whose KEKs fail to open with their provider's name. */
    Path kek(String folder, String type, String scheme) throws IOException {
        return kek(folder, type, scheme, throwing("opened by " + type));
    }

    private static String throwing(String message) {
        return "throw new IllegalStateException(\"" + message + "\");";
    }

    Path kek(String folder, String type, String scheme, String body) throws IOException {
        compile(folder, "x/" + type + ".java", kekSource(type, scheme, body));
        return serviceFile(folder, KEK_SERVICE, "x." + type);
    }

    /** A provider whose superclass did not come along. */
    Path kekWithoutSuperclass(String folder, String type, String scheme) throws IOException {
        String source = kekSource(type, scheme, "return null;").replace(" implements", " extends Base implements");
        compile(folder, "x/" + type + ".java", source + " class Base {}");
        Files.delete(root.resolve(folder).resolve("x/Base.class"));
        return serviceFile(folder, KEK_SERVICE, "x." + type);
    }

    private static String kekSource(String type, String scheme, String body) {
        return "package x; import io.quorumseal.api.*; import io.quorumseal.api.spi.*;"
                + "public class " + type + " implements KekProvider {"
                + "  public java.util.Set<String> schemes() { return java.util.Set.of(\"" + scheme + "\"); }"
                + "  public Kek open(String uri, KekHost host) { " + body + " } }";
    }

    Path aead(String folder, String type, String id) throws IOException {
        String source = "package x; import io.quorumseal.api.*; import io.quorumseal.api.spi.*;"
                + "public class " + type + " implements AeadProvider {"
                + "  public String id() { return \"" + id + "\"; }"
                + "  public Sealer sealer(SecretBytes key) { return null; }"
                + "  public Opener opener(SecretBytes key) { return null; } }";
        compile(folder, "x/" + type + ".java", source);
        return serviceFile(folder, AEAD_SERVICE, "x." + type);
    }

    /** A module path folder with one module of one KEK provider. */
    Path kekModule(String module, String type, String scheme, String says) throws IOException {
        write(module, "x/" + type + ".java", kekSource(type, scheme, throwing(says)));
        String descriptor = "module " + module + " { requires io.quorumseal.api; provides " + KEK_SERVICE + " with x."
                + type + "; }";
        javac(
                module,
                "--module-path",
                apiLocation() + File.pathSeparator + annotationsLocation(),
                write(module, "module-info.java", descriptor).toString(),
                root.resolve(module).resolve("x/" + type + ".java").toString());
        return root.resolve(module);
    }

    Path serviceFile(String folder, String service, String lines) throws IOException {
        write(folder, "META-INF/services/" + service, lines + "\n");
        return root.resolve(folder);
    }

    static URLClassLoader loader(Path... folders) {
        URL[] urls = Arrays.stream(folders).map(ProviderSources::url).toArray(URL[]::new);
        return new URLClassLoader("test", urls, KekProvider.class.getClassLoader());
    }

    static URL url(Path folder) {
        try {
            return folder.toUri().toURL();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void compile(String folder, String file, String source) throws IOException {
        javac(folder, "--class-path", apiLocation(), write(folder, file, source).toString());
    }

    private Path write(String folder, String file, String text) throws IOException {
        Path path = root.resolve(folder).resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private void javac(String folder, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-d";
        all[1] = root.resolve(folder).toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        StringWriter said = new StringWriter();
        PrintWriter to = new PrintWriter(said);
        assertEquals(0, ToolProvider.findFirst("javac").orElseThrow().run(to, to, all), said::toString);
    }

    /** The api names the annotations' module for whoever compiles against it; no running module needs it. */
    private static String annotationsLocation() {
        return Stream.of("jdk.module.path", "java.class.path")
                .flatMap(path -> Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                        .splitAsStream(System.getProperty(path, "")))
                .filter(entry -> entry.contains("jspecify"))
                .findFirst()
                .orElseThrow();
    }

    private static String apiLocation() {
        return Path.of(URI.create(KekProvider.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
    }
}
