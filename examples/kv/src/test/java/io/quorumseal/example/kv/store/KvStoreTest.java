package io.quorumseal.example.kv.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.core.StoredValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvStoreTest {
    private static final StoredValue CLEAR = new StoredValue(false, "clear".getBytes(UTF_8));
    private static final StoredValue SEALED = new StoredValue(true, "sealed".getBytes(UTF_8));

    @TempDir
    Path folder;

    @Test
    void get_put_givesBytesAndStateBit() throws IOException {
        try (KvStore store = new KvStore(folder.resolve("db"))) {
            store.put(key("a"), CLEAR, 7);
            store.put(key("b"), SEALED, 8);
            assertEquals(Optional.of(CLEAR), store.get(key("a")));
            assertEquals(Optional.of(SEALED), store.get(key("b")));
            assertEquals(Optional.empty(), store.get(key("c")));
        }
    }

    @Test
    void applied_reopened_isWhatWasWrittenLast() throws IOException {
        try (KvStore store = new KvStore(folder.resolve("db"))) {
            assertEquals(0, store.applied());
            store.put(key("a"), CLEAR, 7);
        }
        try (KvStore store = new KvStore(folder.resolve("db"))) {
            assertEquals(7, store.applied());
        }
    }

    @Test
    void rows_someRows_givesThemInOrderWithoutTheIndex() throws IOException {
        try (KvStore store = new KvStore(folder.resolve("db"))) {
            store.put(key("b"), SEALED, 1);
            store.put(key("a"), CLEAR, 2);
            List<String> seen = new ArrayList<>();
            try (KvStore.Rows rows = store.rows()) {
                rows.forEachRemaining(row -> seen.add(
                        new String(row.storageKey(), UTF_8) + row.value().sealed()));
            }
            assertEquals(List.of("afalse", "btrue"), seen);
        }
    }

    @Test
    void restore_checkpoint_forgetsWhatCameAfterIt() throws IOException {
        try (KvStore store = new KvStore(folder.resolve("db"))) {
            store.put(key("a"), CLEAR, 1);
            store.checkpoint(folder.resolve("checkpoint"));
            store.put(key("a"), SEALED, 2);
            store.restore(folder.resolve("checkpoint"));
            assertEquals(Optional.of(CLEAR), store.get(key("a")));
            assertEquals(1, store.applied());
        }
    }

    private static byte[] key(String name) {
        return name.getBytes(UTF_8);
    }
}
