package io.quorumseal.example.kv.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PutTest {
    private static final Put PUT = new Put("größe/1", ByteString.copyFromUtf8("a value"));

    @Test
    void decode_encoded_givesTheSame() {
        assertEquals(PUT, Put.decode(PUT.encoded()));
    }

    @Test
    void decode_emptyValue_givesTheSame() {
        Put empty = new Put("k", ByteString.EMPTY);
        assertEquals(empty, Put.decode(empty.encoded()));
    }

    @Test
    void encoded_emptyKey_isRefused() {
        Put nameless = new Put("", ByteString.EMPTY);
        assertThrows(IllegalArgumentException.class, nameless::encoded);
    }

    /** The key, with its length, has 11 bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void decode_cutInTheKey_isRefused(int size) {
        ByteString cut = PUT.encoded().substring(0, size);
        assertThrows(IllegalArgumentException.class, () -> Put.decode(cut));
    }
}
