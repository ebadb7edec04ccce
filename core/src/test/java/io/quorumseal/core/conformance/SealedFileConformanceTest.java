package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.file.BytesFile;
import io.quorumseal.core.internal.file.BytesTarget;
import io.quorumseal.core.internal.file.FileHeader;
import io.quorumseal.core.internal.file.FileWriter;
import io.quorumseal.core.internal.file.OneWay;
import io.quorumseal.core.internal.file.SealedContent;
import io.quorumseal.core.internal.file.View;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.FileCipher;
import io.quorumseal.core.internal.key.Keyring;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class SealedFileConformanceTest {

    @Test
    void open_everyVector_givesThePlaintext() throws IOException {
        Vectors.check("sealed-file", one -> {
            byte[] file = one.bytes("file");
            assertEquals(
                    Optional.of(one.dekId("dek_id")),
                    FileHeader.of(file, FileHeader.SEALED_SIZE).dek());
            check(one, file);
        });
    }

    @Test
    void seal_plaintextOfEveryVector_opensAgain() throws IOException {
        for (Case one : Vectors.cases("sealed-file")) {
            byte[] file = sealed(one);
            assertEquals(one.bytes("file").length, file.length);
            check(one, file);
        }
    }

    private static void check(Case one, byte[] file) {
        byte[] plaintext = text(one);
        try (Keyring keyring = keyring(one)) {
            assertArrayEquals(plaintext, opened(keyring, one, file));
            assertArrayEquals(plaintext, streamed(keyring, one, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] text(Case one) {
        return one.bytes("plaintext");
    }

    private static String role(Case one) {
        return one.text("role");
    }

    private static Keyring keyring(Case one) {
        Keyring keyring = new Keyring(new JdkAeadProvider(), NodeId.ofName("n1"));
        keyring.add(
                one.dekId("dek_id"),
                new Attributes(one.text("cluster"), Purpose.STORAGE, Attributes.Binds.NOTHING),
                one.secret("dek"));
        return keyring;
    }

    private static FileCipher cipher(Keyring keyring, Case one, byte[] file) {
        Dek dek = keyring.find(one.dekId("dek_id")).orElseThrow();
        byte[] prefix = Arrays.copyOf(file, FileHeader.SEALED_SIZE);
        byte[] header = Arrays.copyOfRange(file, FileHeader.SEALED_SIZE, SealedContent.SEGMENTS_AT);
        return dek.openFile(prefix, role(one), header);
    }

    private static byte[] opened(Keyring keyring, Case one, byte[] file) throws IOException {
        try (View view = new View(new SealedContent("the file", new BytesFile(file), cipher(keyring, one, file)))) {
            return view.stream().readAllBytes();
        }
    }

    private static byte[] streamed(Keyring keyring, Case one, byte[] file) throws IOException {
        InputStream segments =
                new ByteArrayInputStream(file, SealedContent.SEGMENTS_AT, file.length - SealedContent.SEGMENTS_AT);
        try (InputStream stream = new OneWay("the file", segments, cipher(keyring, one, file))) {
            return stream.readAllBytes();
        }
    }

    private static byte[] sealed(Case one) throws IOException {
        try (Keyring keyring = keyring(one)) {
            Dek dek = keyring.find(one.dekId("dek_id")).orElseThrow();
            BytesTarget target = new BytesTarget();
            try (FileCipher cipher = dek.sealFile(FileHeader.sealed(dek.id()), role(one));
                    FileWriter writer = FileWriter.sealed(dek.id(), cipher, target)) {
                writer.write(text(one));
                writer.commit();
            }
            return target.bytes();
        }
    }
}
