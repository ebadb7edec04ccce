package com.example.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore.Stored;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final StoredValue SEALED = new StoredValue(true, new byte[] {1, 2, 3});
    private static final StoredValue CLEAR = new StoredValue(false, new byte[0]);

    private final Rows rows = new Rows();

    @Test
    void snapshot_read_givesTheSameRows() throws IOException {
        rows.put(key("a"), SEALED);
        rows.put(key("b"), CLEAR);
        Rows other = new Rows();
        other.put(key("c"), CLEAR);
        other.replaceAll(new DataInputStream(new ByteArrayInputStream(snapshot())));
        assertEquals(Optional.of(SEALED), other.get(key("a")));
        assertEquals(Optional.of(CLEAR), other.get(key("b")));
        assertEquals(Optional.empty(), other.get(key("c")));
    }

    @Test
    void snapshot_cutShort_isNotRead() throws IOException {
        rows.put(key("a"), SEALED);
        byte[] whole = snapshot();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(EOFException.class, () -> rows.replaceAll(new DataInputStream(new ByteArrayInputStream(cut))));
        }
        assertEquals(Optional.of(SEALED), rows.get(key("a")));
    }

    @Test
    void values_rowsReplacedMeanwhile_endWithAnError() throws IOException {
        rows.put(key("a"), SEALED);
        Iterator<Stored> values = rows.values().iterator();
        rows.replaceAll(new DataInputStream(new ByteArrayInputStream(snapshot())));
        assertThrows(IllegalStateException.class, values::next);
    }

    private static ByteString key(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private byte[] snapshot() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rows.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
