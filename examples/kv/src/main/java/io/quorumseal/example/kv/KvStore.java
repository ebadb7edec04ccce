package io.quorumseal.example.kv;

import io.quorumseal.core.StoredValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Rows in RocksDB, and the index of the log entry that wrote the last one.
 *
 * <p>A row is one byte that says whether the value is sealed, then the bytes to store: the state bit stands beside the
 * envelope, not in it. Row and index are written in one batch. Not for use by several threads at a time.
 */
final class KvStore implements AutoCloseable {
    /** No row has the empty key, so the applied index is kept under it. */
    private static final byte[] APPLIED = {};

    private final Path directory;
    private final Options options = options();
    private RocksDB db;

    KvStore(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        db = open();
    }

    /** Nothing is compressed and nothing is compacted in the background: what is on disk is easy to look at. */
    private static Options options() {
        RocksDB.loadLibrary();
        return new Options()
                .setCreateIfMissing(true)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setDisableAutoCompactions(true)
                .setStatsDumpPeriodSec(0);
    }

    private RocksDB open() throws IOException {
        return call(() -> RocksDB.open(options, directory.toString()));
    }

    void put(byte[] key, StoredValue value, long index) throws IOException {
        try (WriteBatch batch = new WriteBatch();
                WriteOptions write = new WriteOptions()) {
            batch.put(key, row(value));
            batch.put(APPLIED, ByteBuffer.allocate(Long.BYTES).putLong(index).array());
            db.write(write, batch);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    private static byte[] row(StoredValue value) {
        byte state = (byte) (value.sealed() ? 1 : 0);
        return ByteBuffer.allocate(1 + value.bytes().length)
                .put(state)
                .put(value.bytes())
                .array();
    }

    private static StoredValue value(byte[] row) {
        return new StoredValue(row[0] == 1, Arrays.copyOfRange(row, 1, row.length));
    }

    Optional<StoredValue> get(byte[] key) throws IOException {
        return Optional.ofNullable(call(() -> db.get(key))).map(KvStore::value);
    }

    void scan(BiConsumer<byte[], StoredValue> reader) {
        try (RocksIterator rows = db.newIterator()) {
            for (rows.seek(new byte[1]); rows.isValid(); rows.next()) {
                reader.accept(rows.key(), value(rows.value()));
            }
        }
    }

    /** Tells the index of the entry that wrote the last row; 0 if there are none. */
    long applied() throws IOException {
        return Optional.ofNullable(call(() -> db.get(APPLIED)))
                .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                .orElse(0L);
    }

    /** Makes a copy of the database, durable and complete, in a directory that is not there yet. */
    void checkpoint(Path target) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    /** Replaces the database by a checkpoint, which stays as it is. */
    void restore(Path checkpoint) throws IOException {
        db.close();
        Folders.delete(directory);
        Folders.copy(checkpoint, directory, file -> !file.toString().endsWith(".md5"));
        db = open();
    }

    /** Moves what is in memory, and in the write-ahead log, to a file of its own. */
    void flush() throws IOException {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    /** Rewrites the files without the values that were overwritten. */
    void compact() throws IOException {
        flush();
        call(() -> {
            db.compactRange();
            return true;
        });
    }

    private interface Call<T> {
        T run() throws RocksDBException;
    }

    private static <T> T call(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        db.close();
        options.close();
    }
}
