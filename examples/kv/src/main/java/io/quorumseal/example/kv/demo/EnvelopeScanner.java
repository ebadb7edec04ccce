package io.quorumseal.example.kv.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Looks for the beginnings of envelopes that name certain DEKs: version 1 or 2, which is the suite, flag 0, the DEK's id. */
final class EnvelopeScanner {
    private static final byte NEWEST = 2;
    private static final byte FLAG = 0;
    private static final int SIZE = 6;

    private final List<byte[]> headers;

    EnvelopeScanner(Collection<Long> deks) {
        headers = deks.stream()
                .flatMap(dek -> Stream.of(header((byte) 1, dek), header(NEWEST, dek)))
                .toList();
    }

    private static byte[] header(byte version, long dek) {
        return ByteBuffer.allocate(SIZE)
                .put(version)
                .put(FLAG)
                .putInt((int) dek)
                .array();
    }

    long count(Disk disk) throws IOException {
        LongAdder found = new LongAdder();
        disk.each((file, inode, bytes) -> found.add(count(bytes)));
        return found.sum();
    }

    long count(byte[] bytes) {
        long found = 0;
        for (int at = 0; at + SIZE <= bytes.length; at++) {
            boolean begins = bytes[at] > 0 && bytes[at] <= NEWEST && bytes[at + 1] == FLAG;
            found += begins && isHeader(bytes, at) ? 1 : 0;
        }
        return found;
    }

    private boolean isHeader(byte[] bytes, int at) {
        return headers.stream().anyMatch(header -> Arrays.equals(bytes, at, at + SIZE, header, 0, SIZE));
    }
}
