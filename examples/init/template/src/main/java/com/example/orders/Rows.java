package com.example.orders;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * The values as they are stored: sealed, each beside the bit that says so. Put your own store here.
 *
 * <p>Rows are in memory. What is on disk are the log and the snapshots, from which they are made again after a start.
 */
final class Rows implements ValueStore {
    private volatile Map<ByteString, StoredValue> rows = empty();

    private static Map<ByteString, StoredValue> empty() {
        return new ConcurrentSkipListMap<>(ByteString.unsignedLexicographicalComparator());
    }

    void put(ByteString key, StoredValue value) {
        rows.put(key, value);
    }

    Optional<StoredValue> get(ByteString key) {
        return Optional.ofNullable(rows.get(key));
    }

    @Override
    public Stream<Stored> values() {
        Map<ByteString, StoredValue> seen = rows;
        return seen.entrySet().stream().map(row -> {
            if (seen != rows) {
                throw new IllegalStateException("the rows were replaced by those of a snapshot");
            }
            return new Stored(row.getKey().toByteArray(), row.getValue());
        });
    }

    @Override
    public boolean replace(Stored seen, StoredValue renewed) {
        return rows.replace(ByteString.copyFrom(seen.storageKey()), seen.value(), renewed);
    }

    /** Does nothing: no file but snapshots holds rows, and purging takes new ones. */
    @Override
    public void compact() {}

    void write(DataOutputStream out) throws IOException {
        for (Map.Entry<ByteString, StoredValue> row : rows.entrySet()) {
            out.writeBoolean(true);
            write(out, row.getKey().toByteArray());
            out.writeBoolean(row.getValue().sealed());
            write(out, row.getValue().bytes());
        }
        out.writeBoolean(false);
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    void replaceAll(DataInputStream in) throws IOException {
        Map<ByteString, StoredValue> read = empty();
        while (in.readBoolean()) {
            ByteString key = ByteString.copyFrom(read(in));
            boolean sealed = in.readBoolean();
            read.put(key, new StoredValue(sealed, read(in)));
        }
        rows = read;
    }

    private static byte[] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a snapshot ends after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }
}
