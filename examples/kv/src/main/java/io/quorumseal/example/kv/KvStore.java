package io.quorumseal.example.kv;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
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
 * envelope, not in it. Row and index are written in one batch. Safe for use by several threads.
 */
final class KvStore implements AutoCloseable {
    /** No row has the empty key, so the applied index is kept under it. */
    private static final byte[] APPLIED = {};

    private final Path directory;
    private final Options options = options();
    private final Set<Rows> open = new HashSet<>();
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

    synchronized void put(byte[] key, StoredValue value, long index) throws IOException {
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

    synchronized Optional<StoredValue> get(byte[] key) throws IOException {
        return Optional.ofNullable(call(() -> db.get(key))).map(KvStore::value);
    }

    synchronized void scan(BiConsumer<byte[], StoredValue> reader) {
        try (RocksIterator rows = db.newIterator()) {
            for (rows.seek(new byte[1]); rows.isValid(); rows.next()) {
                reader.accept(rows.key(), value(rows.value()));
            }
        }
    }

    /** All rows as they are now, one by one, while others write. */
    synchronized Rows rows() {
        Rows rows = new Rows();
        open.add(rows);
        return rows;
    }

    /** A cursor; ends with an error when the database is replaced or closed. */
    final class Rows implements Iterator<Stored>, AutoCloseable {
        private final RocksIterator rows = db.newIterator();

        private Rows() {
            rows.seek(new byte[1]);
        }

        @Override
        public boolean hasNext() {
            synchronized (KvStore.this) {
                if (!open.contains(this)) {
                    throw new IllegalStateException("the store was closed, or replaced by a snapshot");
                }
                return rows.isValid();
            }
        }

        @Override
        public Stored next() {
            synchronized (KvStore.this) {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Stored row = new Stored(rows.key(), value(rows.value()));
                rows.next();
                return row;
            }
        }

        @Override
        public void close() {
            synchronized (KvStore.this) {
                if (open.remove(this)) {
                    rows.close();
                }
            }
        }
    }

    private void endRows() {
        List.copyOf(open).forEach(Rows::close);
    }

    /** Replaces a value that is still the one that was seen; the index stays. */
    synchronized boolean replace(byte[] key, StoredValue seen, StoredValue renewed) throws IOException {
        if (!get(key).equals(Optional.of(seen))) {
            return false;
        }
        try {
            db.put(key, row(renewed));
            return true;
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    /** Tells the index of the entry that wrote the last row; 0 if there are none. */
    synchronized long applied() throws IOException {
        return Optional.ofNullable(call(() -> db.get(APPLIED)))
                .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                .orElse(0L);
    }

    /** Keeps the rows, and counts from the beginning of another log. */
    synchronized void beginLog() throws IOException {
        try {
            db.delete(APPLIED);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    /** Makes a copy of the database, durable and complete, in a directory that is not there yet. */
    synchronized void checkpoint(Path target) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    /** Replaces the database by a checkpoint, which stays as it is. */
    synchronized void restore(Path checkpoint) throws IOException {
        endRows();
        db.close();
        Folders.delete(directory);
        Folders.copy(checkpoint, directory, file -> !file.toString().endsWith(".md5"));
        db = open();
    }

    /** Moves what is in memory, and in the write-ahead log, to a file of its own. */
    synchronized void flush() throws IOException {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    /** Rewrites the files without the values that were overwritten. */
    synchronized void compact() throws IOException {
        flush();
        try (CompactRangeOptions all =
                new CompactRangeOptions().setBottommostLevelCompaction(BottommostLevelCompaction.kForce)) {
            call(() -> {
                db.compactRange(db.getDefaultColumnFamily(), null, null, all);
                return true;
            });
        }
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
    public synchronized void close() {
        endRows();
        db.close();
        options.close();
    }
}
