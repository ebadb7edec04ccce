package io.quorumseal.provider.bc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.provider.bc.internal.FileKekProvider;
import io.quorumseal.provider.bc.internal.KeyPairKekProvider;
import io.quorumseal.provider.bc.internal.PasswordKekProvider;
import io.quorumseal.testkit.TestKekHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
    @TempDir
    Path directory;

    private static final Argon2Cost CHEAP = new Argon2Cost(19 << 10, 2, 1);
    private static final String PASSWORD = "correct horse battery staple";

    Path file;
    Path passwordFile;
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void name() {
        file = directory.resolve("kek.key");
        passwordFile = directory.resolve("password");
    }

    @Test
    void create_newFile_isOwnerOnlyBase64() throws IOException {
        KeyFiles.create(file);
        String text = Files.readString(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(text.endsWith("=\n"));
        assertEquals(32, Base64.getDecoder().decode(text.strip()).length);
    }

    @Test
    void create_newFile_opensAsKek() {
        KeyFiles.create(file);
        try (Kek kek = new FileKekProvider().open("file:" + file, new TestKekHost())) {
            kek.probe(Duration.ofSeconds(1));
        }
    }

    @Test
    void create_twoFiles_differ() throws IOException {
        Path second = directory.resolve("second.key");
        KeyFiles.create(file);
        KeyFiles.create(second);
        assertNotEquals(Files.readString(file), Files.readString(second));
    }

    @Test
    void create_existingFile_isRefusedAndUntouched() throws IOException {
        Files.writeString(file, "in use");
        assertRefused(file, "it exists");
        assertEquals("in use", Files.readString(file));
    }

    @Test
    void create_danglingLink_isRefused() throws IOException {
        Files.createSymbolicLink(file, directory.resolve("elsewhere"));
        assertRefused(file, "it exists");
        assertFalse(Files.exists(directory.resolve("elsewhere")));
    }

    @Test
    void create_missingDirectory_isRefused() {
        assertRefused(directory.resolve("none/kek.key"), "make the directory");
    }

    private static void assertRefused(Path path, String why) {
        KekException error = assertThrows(KekException.class, () -> KeyFiles.create(path));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        assertTrue(String.valueOf(error.getMessage()).contains(why), error.getMessage());
    }

    @Test
    void tool_newPath_makesTheFile() {
        assertEquals(0, run(file.toString()));
        assertTrue(Files.exists(file));
        assertEquals(1, lines(out));
        assertEquals(0, lines(err));
    }

    @Test
    void tool_existingFile_failsInOneLine() throws IOException {
        Files.writeString(file, "in use");
        assertEquals(1, run(file.toString()));
        assertEquals(1, lines(err));
        assertEquals(0, lines(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-h", "--help", "a b", "a b c", "sealed", "--x"})
    void tool_wrongUse_saysHow(String arguments) {
        String[] split = arguments.split(" ", -1);
        assertEquals(2, run(split));
        assertEquals(1, lines(err));
    }

    @Test
    void tool_noArgument_saysHow() {
        assertEquals(2, run());
        assertEquals(1, lines(err));
    }

    @Test
    void createSealed_newFile_isOwnerOnlyAndOpensAsKek() throws IOException {
        withPassword(password -> KeyFiles.createSealed(file, password, CHEAP));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        openSealed(file).close();
    }

    @Test
    void createSealed_existingFile_isRefusedAndUntouched() throws IOException {
        Files.writeString(file, "in use");
        withPassword(password -> assertMisconfigured(() -> KeyFiles.createSealed(file, password, CHEAP), "it exists"));
        assertEquals("in use", Files.readString(file));
    }

    @Test
    void seal_rawFile_keepsTheKekAndTheFile() throws IOException {
        Path sealed = directory.resolve("kek.sealed");
        KeyFiles.create(file);
        withPassword(password -> KeyFiles.seal(file, sealed, password, CHEAP));
        try (Kek raw = new FileKekProvider().open("file:" + file, new TestKekHost());
                Kek same = openSealed(sealed)) {
            assertEquals(raw.fingerprint(), same.fingerprint());
        }
    }

    @Test
    void reseal_otherPassword_keepsTheKekAndRefusesTheOldOne() throws IOException {
        withPassword(password -> KeyFiles.createSealed(file, password, CHEAP));
        Kek before = openSealed(file);
        try (SecretBytes old = secret(PASSWORD);
                SecretBytes renewed = secret("another")) {
            KeyFiles.reseal(file, old, renewed, new Argon2Cost(20 << 10, 2, 2));
            assertMisconfigured(() -> KeyFiles.reseal(file, old, renewed, CHEAP), "password is wrong or");
        }
        assertMisconfigured(() -> openSealed(file), "password is wrong or");
        Files.writeString(passwordFile, "another");
        assertEquals(before.fingerprint(), openSealed(file).fingerprint());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertOnly("kek.key", "password");
    }

    @Test
    void reseal_leftoverOfAnotherRun_isRefusedAndTheFileStays() throws IOException {
        withPassword(password -> KeyFiles.createSealed(file, password, CHEAP));
        Files.writeString(directory.resolve("kek.key.new"), "leftover");
        withPassword(password -> assertMisconfigured(
                () -> KeyFiles.reseal(file, password, password, CHEAP), "kek.key.new", "it exists"));
        openSealed(file).close();
    }

    @Test
    void reseal_link_isRefused() throws IOException {
        Path link = directory.resolve("link");
        withPassword(password -> {
            KeyFiles.createSealed(file, password, CHEAP);
            Files.createSymbolicLink(link, file);
            assertMisconfigured(() -> KeyFiles.reseal(link, password, password, CHEAP), "symbolic link");
        });
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void createKeyPair_publicFileExists_leavesNoPrivateKey() throws IOException {
        Path publicFile = directory.resolve("kek.pub");
        Files.writeString(publicFile, "in use");
        assertMisconfigured(() -> KeyFiles.createKeyPair(Kem.X25519, publicFile, file), "it exists");
        assertOnly("kek.pub");
        assertEquals("in use", Files.readString(publicFile));
    }

    @Test
    void createKeyPair_privateFileExists_isRefusedAndMakesNoPublicKey() throws IOException {
        Files.writeString(file, "in use");
        assertMisconfigured(() -> KeyFiles.createKeyPair(Kem.X25519, directory.resolve("kek.pub"), file), "it exists");
        assertOnly("kek.key");
        assertEquals("in use", Files.readString(file));
    }

    @Test
    void createKeyPair_modes_areSecretAndPublic() throws IOException {
        Path publicFile = directory.resolve("kek.pub");
        KeyFiles.createKeyPair(Kem.X_WING, publicFile, file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(publicFile)));
    }

    @ParameterizedTest
    @CsvSource({
        "19455, 2, 1",
        "1048577, 2, 1",
        "65536, 0, 1",
        "65536, 65, 1",
        "19456, 1, 1",
        "65536, 3, 0",
        "65536, 3, 17"
    })
    void cost_outOfBounds_isRefused(int memoryKib, int passes, int lanes) {
        assertMisconfigured(() -> new Argon2Cost(memoryKib, passes, lanes), "outside");
    }

    private void assertOnly(String... names) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            assertEquals(
                    List.of(names),
                    all.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    private Kek openSealed(Path path) {
        String uri = "bc-password:" + path + "?password-file=" + passwordFile;
        return new PasswordKekProvider().open(uri, new TestKekHost());
    }

    /** What may fail. */
    private interface Use {
        void of(SecretBytes password) throws IOException;
    }

    private void withPassword(Use use) throws IOException {
        Files.writeString(passwordFile, PASSWORD);
        Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-------"));
        try (SecretBytes password = secret(PASSWORD)) {
            use.of(password);
        }
    }

    private static SecretBytes secret(String text) {
        return SecretBytes.take(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertMisconfigured(Executable call, String... words) {
        KekException error = assertThrows(KekException.class, call);
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        for (String word : words) {
            assertTrue(String.valueOf(error.getMessage()).contains(word), error.getMessage());
        }
    }

    @Test
    void tool_everyCommand_makesFilesThatOpen() throws IOException {
        withPassword(password -> {});
        String source = "--password-file=" + passwordFile;
        Path sealed = directory.resolve("sealed");
        Path copy = directory.resolve("copy");
        String[] cheap = {"--memory-kib=19456", "--passes=2", "--lanes=1"};
        assertEquals(0, run("sealed", sealed.toString(), source, cheap[0], cheap[1], cheap[2]));
        assertEquals(0, run("reseal", sealed.toString(), source, "--new-" + source.substring(2), cheap[0], cheap[1]));
        assertEquals(0, run(file.toString()));
        assertEquals(0, run("seal", file.toString(), copy.toString(), source, cheap[0], cheap[1]));
        openSealed(sealed).close();
        openSealed(copy).close();
        assertEquals(4, lines(out));
        assertEquals(0, lines(err));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--kem=x25519", "--kem=x-wing"})
    void tool_keypair_makesAPairThatOpens(String kem) {
        Path publicFile = directory.resolve("kek.pub");
        String[] plain = {"keypair", publicFile.toString(), file.toString()};
        assertEquals(0, kem.isEmpty() ? run(plain) : run(plain[0], plain[1], plain[2], kem));
        String uri = "bc-keypair:" + publicFile + "?private=" + file;
        try (Kek kek = new KeyPairKekProvider().open(uri, new TestKekHost())) {
            assertTrue(kek.description().contains(kem.endsWith("x25519") ? "X25519" : "X-Wing"), kek.description());
            kek.probe(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keypair a b --kem=rsa",
                "sealed a",
                "sealed a --password=hunter2",
                "sealed a --passwort-file=hunter2",
                "sealed a --password-file=none",
                "sealed a --password-console --password-fd=0",
                "a --password-file=none",
                "reseal a --password-file=none",
                "sealed a --password-fd=0 --passes=many"
            })
    void tool_wrongOption_failsInOneLineWithoutQuotingValues(String arguments) {
        assertEquals(1, run(arguments.split(" ")));
        assertEquals(1, lines(err));
        assertFalse(err.toString(StandardCharsets.UTF_8).contains("hunter2"), err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sealed a", "seal a b", "reseal a", "keypair a b"})
    void tool_wrongCost_isRefusedBeforeThePasswordIsRead(String command) {
        assertEquals(1, run((command + " --password-file=none --passes=many").split(" ")));
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("passes is no number"), said);
    }

    private int run(String... arguments) {
        return KeyFileTool.run(print(out), print(err), arguments);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static long lines(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8).lines().count();
    }
}
