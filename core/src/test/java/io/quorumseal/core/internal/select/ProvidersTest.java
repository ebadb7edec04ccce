package io.quorumseal.core.internal.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.AeadProvider;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final AeadProvider BUILT_IN = new BuiltIn();

    @TempDir
    Path directory;

    ProviderSources sources;

    @BeforeEach
    void makeSources() {
        sources = new ProviderSources(directory);
    }

    @Test
    void openKek_oneProvider_opensByIt() throws IOException {
        Path one = sources.kek("one", "One", "one");
        Path two = sources.kek("two", "Two", "two");
        assertOpenedBy("Two", () -> in(one, two).openKek("two:somewhere", TIMEOUT));
        assertOpenedBy("One", () -> in(one, two).openKek("ONE:somewhere", TIMEOUT));
    }

    @Test
    void openKek_noProvider_listsWhatWasFoundAndWhere() throws IOException {
        Path one = sources.kek("one", "One", "one");
        String message = refused(Refusal.CONFIGURATION, () -> in(one).openKek("other:secret-part", TIMEOUT));
        assertContains(
                message,
                "scheme other",
                "one → x.One in " + ProviderSources.url(one),
                "Looked in class loader test of [");
        assertFalse(message.contains("secret-part"), message);
    }

    @Test
    void openKek_nothingAtAll_saysSo() {
        assertContains(
                refused(Refusal.CONFIGURATION, () -> in().openKek("other:x", TIMEOUT)), "Found no provider at all");
    }

    @ParameterizedTest
    @CsvSource({
        "file, bc",
        "file-v0, bc",
        "bc-password, bc",
        "bc-keypair, bc",
        "bc-pkcs12, bc",
        "tink-keyset, tink",
        "tink-keyset-insecure, tink",
        "aws-kms, kms",
        "vault-transit, vault",
        "vault-transit-insecure, vault"
    })
    void openKek_knownScheme_namesTheArtifact(String scheme, String artifact) {
        String message = refused(Refusal.CONFIGURATION, () -> in().openKek(scheme + ":x", TIMEOUT));
        assertContains(message, "add io.quorumseal:quorumseal-provider-" + artifact + " to");
    }

    @Test
    void openKek_unknownScheme_namesNoArtifact() {
        String message = refused(Refusal.CONFIGURATION, () -> in().openKek("other:x", TIMEOUT));
        assertFalse(message.contains("quorumseal-provider"), message);
    }

    @Test
    void openKek_twoProviders_areListedAndNoneOpens() throws IOException {
        Path one = sources.kek("one", "One", "same");
        Path two = sources.kek("two", "Two", "same");
        Path third = sources.kek("third", "Third", "else");
        String message =
                refused(Refusal.CONFIGURATION, () -> in(one, two, third).openKek("same:x", TIMEOUT));
        assertContains(
                message, "2 providers", "x.One in " + ProviderSources.url(one), "x.Two in " + ProviderSources.url(two));
        assertFalse(message.contains("x.Third"), message);
    }

    @Test
    void openKek_withoutPlaces_looksInTheContextClassLoader() throws IOException {
        URLClassLoader loader = ProviderSources.loader(sources.kek("one", "One", "one"));
        assertOpenedBy(
                "One",
                () -> withContext(
                        loader,
                        () -> Providers.in(Optional.empty(), Optional.empty()).openKek("one:x", TIMEOUT)));
    }

    @Test
    void openKek_serviceEntryWithoutClass_isNamed() throws IOException {
        sources.serviceFile("broken", ProviderSources.KEK_SERVICE, "x.Missing");
        Path good = sources.kek("one", "One", "one");
        String message = refused(
                Refusal.CONFIGURATION,
                () -> in(good, directory.resolve("broken")).openKek("one:x", TIMEOUT));
        assertContains(message, "x.Missing", "complete or remove its jar");
    }

    @Test
    void openKek_providerWhoseLibraryIsMissing_isNamed() throws IOException {
        Path one = sources.kek("one", "One", "one", "throw new NoClassDefFoundError(\"org/lib/Absent\");");
        assertContains(refused(Refusal.CONFIGURATION, () -> in(one).openKek("one:x", TIMEOUT)), "org/lib/Absent");
    }

    @Test
    void openKek_classThatDoesNotLink_isNamed() throws IOException {
        Path one = sources.kekWithoutSuperclass("one", "One", "one");
        assertContains(
                refused(Refusal.CONFIGURATION, () -> in(one).openKek("one:x", TIMEOUT)), "x/Base", "class loader test");
    }

    /** Which refusal it is is said where all that a KEK says becomes one. */
    @ParameterizedTest
    @EnumSource(KekException.Kind.class)
    void openKek_kekException_comesAsItIs(KekException.Kind kind) throws IOException {
        Path one = sources.kek("one", "One", "one", "throw new KekException(KekException.Kind." + kind + ", \"why\");");
        KekException error = assertThrows(KekException.class, () -> in(one).openKek("one:x", TIMEOUT));
        assertEquals(kind, error.kind());
        assertEquals("why", error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/secret-part", ":secret-part", "1a:secret-part", "ä:secret-part", "secret-part"})
    void openKek_noScheme_isRefusedWithoutQuotingIt(String uri) {
        String message = refused(Refusal.CONFIGURATION, () -> in().openKek(uri, TIMEOUT));
        assertContains(message, "file:/etc/kek.key");
        assertFalse(message.contains("secret-part"), message);
    }

    @Test
    void aead_builtInId_isTheBuiltIn() throws IOException {
        Path other = sources.aead("one", "One", "other");
        assertSame(BUILT_IN, in(other).aead("jdk-aes-256-gcm", () -> BUILT_IN));
    }

    @Test
    void aead_otherId_isFound() throws IOException {
        Path other = sources.aead("one", "One", "other");
        assertEquals("x.One", in(other).aead("other", () -> BUILT_IN).getClass().getName());
    }

    @Test
    void aead_unknownId_listsAll() throws IOException {
        Path other = sources.aead("one", "One", "other");
        String message = refused(Refusal.CONFIGURATION, () -> in(other).aead("absent", () -> BUILT_IN));
        assertContains(message, "AEAD id absent", "jdk-aes-256-gcm → ", "other → x.One");
    }

    @ParameterizedTest
    @CsvSource({"tink-aes-gcm, tink", "accp-aes-256-gcm, accp"})
    void aead_knownId_namesTheArtifact(String id, String artifact) {
        String message = refused(Refusal.CONFIGURATION, () -> in().aead(id, () -> BUILT_IN));
        assertContains(message, "add io.quorumseal:quorumseal-provider-" + artifact + " to");
    }

    @Test
    void aead_secondProviderOfTheBuiltInId_isRefused() throws IOException {
        Path second = sources.aead("one", "One", "jdk-aes-256-gcm");
        String message = refused(Refusal.CONFIGURATION, () -> in(second).aead("jdk-aes-256-gcm", () -> BUILT_IN));
        assertContains(message, "2 providers", "x.One", BuiltIn.class.getName());
    }

    private static Providers in(Path... folders) {
        return Providers.in(Optional.empty(), Optional.of(ProviderSources.loader(folders)));
    }

    private static void withContext(ClassLoader loader, Runnable work) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            work.run();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static void assertOpenedBy(String type, Executable open) {
        assertEquals(
                "opened by " + type,
                assertThrows(IllegalStateException.class, open).getMessage());
    }

    private static String refused(Refusal refusal, Executable call) {
        StartupRefusedException error = assertThrows(StartupRefusedException.class, call);
        assertEquals(refusal, error.refusal());
        return String.valueOf(error.getMessage());
    }

    private static void assertContains(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "\"" + part + "\" is missing in: " + message);
        }
    }

    private static final class BuiltIn implements AeadProvider {
        @Override
        public String id() {
            return "jdk-aes-256-gcm";
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Opener opener(SecretBytes key) {
            throw new UnsupportedOperationException();
        }
    }
}
