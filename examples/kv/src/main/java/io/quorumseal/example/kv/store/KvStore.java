package io.quorumseal.example.kv.store;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore.Stored;
import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
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
public final class KvStore implements AutoCloseable {
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
            run(() -> batch.put(key, row(value)));
            run(() -> batch.put(
                    APPLIED, ByteBuffer.allocate(Long.BYTES).putLong(index).array()));
            run(() -> db.write(write, batch));
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

    /**
     * Gives all rows as they are now, in the order of their keys, while others write.
     *
     * @return a cursor, which the caller closes
     */
    public synchronized Rows rows() {
        Rows rows = new Rows();
        open.add(rows);
        return rows;
    }

    /** A cursor; ends with an error when the database is replaced or closed. */
    public final class Rows implements Iterator<Stored>, AutoCloseable {
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

    /** Replaces a value that is still the one that was seen; the index stays. */
    synchronized boolean replace(byte[] key, StoredValue seen, StoredValue renewed) throws IOException {
        if (!get(key).equals(Optional.of(seen))) {
            return false;
        }
        run(() -> db.put(key, row(renewed)));
        return true;
    }

    /** Tells the index of the entry that wrote the last row; 0 if there are none. */
    synchronized long applied() throws IOException {
        return Optional.ofNullable(call(() -> db.get(APPLIED)))
                .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                .orElse(0L);
    }

    /** Keeps the rows, and counts from the beginning of another log. */
    synchronized void beginLog() throws IOException {
        run(() -> db.delete(APPLIED));
    }

    /** Makes a copy of the database, durable and complete, in a directory that is not there yet. */
    synchronized void checkpoint(Path target) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            run(() -> checkpoint.createCheckpoint(target.toString()));
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

    /**
     * Moves what is in memory, and in the write-ahead log, to a file of its own.
     *
     * @throws IOException if it cannot be written
     */
    public synchronized void flush() throws IOException {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            run(() -> db.flush(flush));
        }
    }

    /**
     * Rewrites the files without the values that were overwritten.
     *
     * @throws IOException if they cannot be written
     */
    public synchronized void compact() throws IOException {
        flush();
        try (CompactRangeOptions all =
                new CompactRangeOptions().setBottommostLevelCompaction(BottommostLevelCompaction.kForce)) {
            run(() -> db.compactRange(db.getDefaultColumnFamily(), null, null, all));
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

    private interface Change {
        void run() throws RocksDBException;
    }

    private static void run(Change change) throws IOException {
        call(() -> {
            change.run();
            return true;
        });
    }

    private void endRows() {
        Set.copyOf(open).forEach(Rows::close);
    }

    @Override
    public synchronized void close() {
        endRows();
        db.close();
        options.close();
    }
}
