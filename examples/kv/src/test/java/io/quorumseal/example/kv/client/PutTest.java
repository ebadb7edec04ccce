package io.quorumseal.example.kv.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PutTest {
    private static final Put PUT = new Put("größe/1", bytes("a value"));

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void decode_encoded_givesTheSame() {
        assertEquals(PUT, Put.decode(ByteBuffer.wrap(PUT.encoded())));
    }

    @Test
    void decode_emptyValue_givesTheSame() {
        Put empty = new Put("k", bytes(""));
        assertEquals(empty, Put.decode(ByteBuffer.wrap(empty.encoded())));
    }

    /** An engine's own buffer, in which the payload does not stand at the beginning. */
    @Test
    void decode_partOfABuffer_readsThatPartAndLeavesThePosition() {
        byte[] encoded = PUT.encoded();
        ByteBuffer part = ByteBuffer.allocate(encoded.length + 7)
                .position(3)
                .put(encoded)
                .flip()
                .position(3);
        assertEquals(PUT, Put.decode(part.asReadOnlyBuffer()));
        assertEquals(3, part.position());
    }

    @Test
    void encoded_emptyKey_isRefused() {
        Put nameless = new Put("", bytes(""));
        assertThrows(IllegalArgumentException.class, nameless::encoded);
    }

    /** The key, with its length, has 11 bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void decode_cutInTheKey_isRefused(int size) {
        ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(PUT.encoded(), size));
        assertThrows(IllegalArgumentException.class, () -> Put.decode(cut));
    }
}
