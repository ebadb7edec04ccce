package io.quorumseal.provider.bc.internal;

import static io.quorumseal.provider.bc.internal.Errors.assertMisconfigured;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.KEY;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.hex;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.provider.bc.Argon2Cost;
import io.quorumseal.testkit.Secrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedKeyTest {
    private static final int VERSION_AT = 8;
    private static final int MEMORY_AT = 10;
    private static final int PASSES_AT = 14;
    private static final int LANES_AT = 18;

    @TempDir
    Path directory;

    Path file;
    SecretBytes password = SealedFixture.password();
    byte[] sealed = SealedFixture.sealed(KEY);

    @BeforeEach
    void name() {
        file = directory.resolve("kek.sealed");
    }

    @AfterEach
    void close() {
        password.close();
    }

    @Test
    void open_whatWasSealed_givesTheKey() throws IOException {
        assertEquals(SealedKey.LENGTH, sealed.length);
        assertOpens(sealed);
    }

    // Pins layout and parameters; made with other implementations of Argon2id and AES-GCM.
    @Test
    void open_recordedFile_givesTheKey() throws IOException {
        assertOpens(SealedFixture.recorded());
    }

    private void assertOpens(byte[] content) throws IOException {
        try (SecretBytes key = KeyFile.readSealed(write(file, content), () -> password)) {
            assertEquals(hex(KEY), key.readSecret(KeyFileFixture::hex));
        }
    }

    @Test
    void seal_twice_differsInSaltAndNonce() {
        byte[] again = SealedFixture.sealed(KEY);
        assertNotEquals(hex(Arrays.copyOfRange(sealed, 19, 35)), hex(Arrays.copyOfRange(again, 19, 35)));
        assertNotEquals(hex(Arrays.copyOfRange(sealed, 35, 47)), hex(Arrays.copyOfRange(again, 35, 47)));
    }

    @Test
    void open_wrongPassword_saysThatItMayBeDamageToo() throws IOException {
        Path path = write(file, sealed);
        try (SecretBytes wrong = SealedFixture.secret("wrong horse")) {
            String message =
                    assertMisconfigured(() -> KeyFile.readSealed(path, () -> wrong), "password is wrong or", "changed");
            assertFalse(message.contains("horse"), message);
        }
    }

    @Test
    void open_anyByteChanged_isRefused() throws IOException {
        for (int at = 0; at < sealed.length; at++) {
            byte[] damaged = sealed.clone();
            damaged[at] ^= 1;
            Path path = write(file, damaged);
            assertMisconfigured(() -> KeyFile.readSealed(path, () -> password), "key file " + path);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 46, 48, 94, 96, 200})
    void open_otherLength_isRefused(int length) throws IOException {
        Path path = write(file, Arrays.copyOf(sealed, length));
        assertMisconfigured(() -> KeyFile.readSealed(path, () -> password));
    }

    @ParameterizedTest
    @CsvSource({
        MEMORY_AT + ", 2147483647, memory in KiB",
        MEMORY_AT + ", -1, memory in KiB",
        MEMORY_AT + ", 1048577, memory in KiB",
        MEMORY_AT + ", 1024, memory in KiB",
        PASSES_AT + ", 2147483647, passes",
        PASSES_AT + ", 0, passes",
        PASSES_AT + ", 1, memory in KiB times passes"
    })
    void open_costOutOfBounds_isRefusedBeforeAnythingIsComputed(int at, int value, String what) throws IOException {
        ByteBuffer.wrap(sealed).putInt(at, value);
        Path path = write(file, sealed);
        assertMisconfigured(() -> KeyFile.readSealed(path, SealedKeyTest::never), "Argon2id " + what, "outside");
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 17, -1})
    void open_lanesOutOfBounds_isRefused(byte lanes) throws IOException {
        sealed[LANES_AT] = lanes;
        Path path = write(file, sealed);
        assertMisconfigured(() -> KeyFile.readSealed(path, SealedKeyTest::never), "Argon2id lanes", "outside 1 to 16");
    }

    @Test
    void open_mostMemoryTimesMostPasses_isRefused() throws IOException {
        ByteBuffer.wrap(sealed).putInt(MEMORY_AT, 1 << 20).putInt(PASSES_AT, 64);
        Path path = write(file, sealed);
        assertMisconfigured(() -> KeyFile.readSealed(path, SealedKeyTest::never), "times passes");
    }

    @Test
    void open_otherVersion_saysWhichIsKnown() throws IOException {
        sealed[VERSION_AT] = 2;
        Path path = write(file, sealed);
        assertMisconfigured(() -> KeyFile.readSealed(path, SealedKeyTest::never), "version 2", "upgrade");
    }

    private static SecretBytes never() {
        throw new AssertionError("asked for the password of a file that is not to be opened");
    }

    @Test
    void checkHeap_moreThanHalf_isRefused() {
        Argon2Cost cost = new Argon2Cost(64 << 10, 3, 4);
        SealedKey.checkHeap(file, cost, 128L << 20);
        assertMisconfigured(
                () -> SealedKey.checkHeap(file, cost, (128L << 20) - 1), "needs 64 MiB", "-Xmx", "lower cost");
    }

    @Test
    void messages_neverHoldKeyOrPassword() throws IOException {
        Secrets secrets = new Secrets(KEY, password.readSecret(byte[]::clone));
        Path path = write(file, sealed);
        try (SecretBytes wrong = SealedFixture.secret("x".repeat(40))) {
            secrets.assertAbsentIn(assertMisconfigured(() -> KeyFile.readSealed(path, () -> wrong)));
            new Secrets("x".repeat(40).getBytes(StandardCharsets.US_ASCII))
                    .assertAbsentIn(assertMisconfigured(() -> KeyFile.readSealed(path, () -> wrong)));
        }
    }
}
