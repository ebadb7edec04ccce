package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class FileKekVectorsTest {
    private static final int BLOB_SIZE = 60;

    @Test
    void blob_everyVector_opensAndSealsToTheSameBytes() throws IOException {
        Vectors.check("file-kek", FileKekVectorsTest::check);
    }

    private static void check(Case one) {
        FileKekBlob kek = new FileKekBlob(one.bytes("kek"));
        byte[] wrapped = one.bytes("wrapped");
        assertEquals(BLOB_SIZE, wrapped.length);
        assertArrayEquals(one.bytes("dek"), kek.unwrap(wrapped).orElseThrow());
        byte[] nonce = Arrays.copyOf(wrapped, FileKekBlob.NONCE);
        assertArrayEquals(Arrays.copyOfRange(wrapped, FileKekBlob.NONCE, BLOB_SIZE), kek.seal(nonce, one.bytes("dek")));
    }
}
