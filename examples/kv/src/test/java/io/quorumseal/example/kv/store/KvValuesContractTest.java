package io.quorumseal.example.kv.store;

import io.quorumseal.core.ValueStore;
import io.quorumseal.core.ValueStore.Stored;
import io.quorumseal.testkit.ValueStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The rows of RocksDB, as rewriting sees them. Keys are those of one group, so there are no scopes. */
class KvValuesContractTest extends ValueStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected boolean hasScopes() {
        return false;
    }

    @Override
    protected Subject open() throws IOException {
        KvStore store = new KvStore(Files.createTempDirectory(folder, "db"));
        return new Subject() {
            @Override
            public ValueStore store() {
                return new KvValues(store);
            }

            @Override
            public void put(Stored row) {
                try {
                    store.put(row.storageKey(), row.value(), 1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }
}
