package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.key.FileCipher;
import io.quorumseal.core.internal.key.FileCipher.Parameters;
import io.quorumseal.core.internal.key.Randomness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** FLOE's own vectors, in the five languages in which they were published. */
@Tag("conformance")
class FloeConformanceTest {
    private static final List<String> NAMES = List.of(
            "cpp_GCM256_IV256_4K",
            "cpp_GCM256_IV256_64",
            "cpp_rotation",
            "go_GCM256_IV256_4K",
            "go_GCM256_IV256_64",
            "go_rotation",
            "java_GCM256_IV256_4K",
            "java_GCM256_IV256_64",
            "java_lastSegAligned",
            "java_lastSegEmpty",
            "java_rotation",
            "pub_java_GCM256_IV256_4K",
            "pub_java_GCM256_IV256_64",
            "pub_java_rotation",
            "rust_GCM256_IV256_4K",
            "rust_GCM256_IV256_64",
            "rust_rotation");
    private static final byte[] AAD = "This is AAD".getBytes(StandardCharsets.US_ASCII);
    private static final int SEGMENT_SIZE_AT = 2;

    /** Those with this name rotate the key every four segments. */
    private static final String ROTATION = "rotation";

    @Test
    void open_everyVector_givesThePlaintext() throws IOException {
        Vectors.checkFiles("floe", NAMES, name -> {
            byte[] file = hex(name, "ct");
            assertArrayEquals(hex(name, "pt"), opened(parameters(name, file), file));
        });
    }

    @Test
    void seal_plaintextOfEveryVector_opensAgain() throws IOException {
        for (String name : NAMES) {
            Parameters parameters = parameters(name, hex(name, "ct"));
            byte[] plaintext = hex(name, "pt");
            byte[] file = sealed(parameters, plaintext);
            assertArrayEquals(plaintext, opened(parameters, file), name);
            assertEquals(expectedSize(parameters, plaintext.length), file.length, name);
        }
    }

    @Test
    void of_otherAadKeyOrParameters_isRefused() throws IOException {
        byte[] header = Arrays.copyOf(hex("go_rotation", "ct"), FileCipher.HEADER_SIZE);
        Parameters right = parameters("go_rotation", header);
        Parameters other = new Parameters(right.segmentSize() + 1, right.rotationBits());
        assertThrows(AuthenticationFailedException.class, () -> cipher(right, key(0), new byte[] {1}, header));
        assertThrows(AuthenticationFailedException.class, () -> cipher(right, key(1), AAD, header));
        assertThrows(AuthenticationFailedException.class, () -> cipher(other, key(0), AAD, header));
        cipher(right, key(0), AAD, header).close();
    }

    private static long expectedSize(Parameters parameters, int plaintext) {
        long segments = Math.max(1, (plaintext + parameters.plaintextSize() - 1) / parameters.plaintextSize());
        return FileCipher.HEADER_SIZE + plaintext + segments * FileCipher.OVERHEAD;
    }

    private static Parameters parameters(String name, byte[] file) {
        return new Parameters(ByteBuffer.wrap(file).getInt(SEGMENT_SIZE_AT), name.endsWith(ROTATION) ? 2 : 20);
    }

    private static byte[] hex(String name, String what) throws IOException {
        return HexFormat.of()
                .parseHex(Vectors.text("floe/" + name + "_" + what + ".txt").strip());
    }

    private static SecretBytes key(int filled) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) filled);
        return SecretBytes.take(key);
    }

    private static FileCipher cipher(Parameters parameters, SecretBytes key, byte[] aad, byte[] header) {
        return FileCipher.of(parameters, key, aad, header, new JdkAeadProvider(), Randomness.secure());
    }

    private static byte[] opened(Parameters parameters, byte[] file) {
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        byte[] header = Arrays.copyOf(file, FileCipher.HEADER_SIZE);
        try (FileCipher cipher = cipher(parameters, key(0), AAD, header)) {
            byte[] out = new byte[parameters.plaintextSize()];
            int at = FileCipher.HEADER_SIZE;
            for (long segment = 0; at < file.length; segment++) {
                boolean last = ByteBuffer.wrap(file).getInt(at) != FileCipher.NOT_LAST;
                int size = last ? file.length - at : parameters.segmentSize();
                byte[] sealed = Arrays.copyOfRange(file, at, at + size);
                plaintext.write(out, 0, cipher.open(segment, last, sealed, size, out, 0));
                at += size;
            }
        }
        return plaintext.toByteArray();
    }

    private static byte[] sealed(Parameters parameters, byte[] plaintext) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (SecretBytes key = key(0);
                FileCipher cipher =
                        FileCipher.begin(parameters, key, AAD, new JdkAeadProvider(), Randomness.secure())) {
            file.writeBytes(cipher.header());
            byte[] out = new byte[parameters.segmentSize()];
            int at = 0;
            boolean last;
            long segment = 0;
            do {
                int size = Math.min(parameters.plaintextSize(), plaintext.length - at);
                last = at + size == plaintext.length;
                file.write(out, 0, cipher.seal(segment++, last, plaintext, at, size, out));
                at += size;
            } while (!last);
        }
        return file.toByteArray();
    }
}
