package io.quorumseal.provider.accp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.provider.accp.internal.NativeLibrary.Loaded;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Security;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where the library does not load, whoever starts is told which one, why, and what to do. */
class NativeLibraryTest {
    private static final String LIBRARY = "AmazonCorrettoCryptoProvider";

    @Test
    void aead_libraryThatDoesNotLoad_isRefusedWithTheReason() {
        Loaded failed = NativeLibrary.load(() -> {
            throw new IllegalStateException("not healthy", new UnsatisfiedLinkError("no such file: lib.so"));
        });
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, () -> NativeLibrary.aead(failed));
        assertEquals(Refusal.CONFIGURATION, refused.refusal());
        assertContains(refused, AccpAeadProvider.ID);
        assertContains(refused, "no such file: lib.so");
        assertContains(refused, "software.amazon.cryptools:" + LIBRARY);
        assertContains(refused, System.getProperty("os.arch"));
        assertContains(refused, "Nothing is lost");
    }

    /** Only the jar of the library is missing. */
    @Test
    void opener_withoutTheJarOfTheLibrary_isRefusedAndNamesIt() throws Exception {
        try (URLClassLoader without = without(LIBRARY)) {
            Class<?> key = without.loadClass(SecretBytes.class.getName());
            Class<?> type = without.loadClass(AccpAeadProvider.class.getName());
            Object provider = type.getConstructor().newInstance();
            assertEquals(AccpAeadProvider.ID, type.getMethod("id").invoke(provider));
            Object zeros = key.getMethod("take", byte[].class).invoke(null, (Object) new byte[32]);
            for (String way : new String[] {"opener", "sealer"}) {
                InvocationTargetException thrown = assertThrows(
                        InvocationTargetException.class,
                        () -> type.getMethod(way, key).invoke(provider, zeros));
                Throwable refused = thrown.getTargetException();
                assertEquals(
                        StartupRefusedException.class.getName(),
                        refused.getClass().getName());
                assertContains(refused, "software.amazon.cryptools:" + LIBRARY);
            }
        }
    }

    @Test
    void aead_thatIsUsed_isNotEnteredAmongTheJvmsProviders() {
        try (SecretBytes key = SecretBytes.take(new byte[32])) {
            new AccpAeadProvider().opener(key).close();
        }
        assertNull(Security.getProvider(LIBRARY));
    }

    private static void assertContains(Throwable refused, String text) {
        assertTrue(String.valueOf(refused.getMessage()).contains(text), refused::getMessage);
    }

    /** This class path without the jars of such a name. */
    private static URLClassLoader without(String name) throws IOException {
        String[] all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator);
        URL[] rest = Stream.of(all)
                .filter(entry -> !entry.contains(name))
                .map(Path::of)
                .map(Path::toUri)
                .map(NativeLibraryTest::url)
                .toArray(URL[]::new);
        assertFalse(rest.length == all.length, "the jar is on the class path");
        return new URLClassLoader(rest, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
