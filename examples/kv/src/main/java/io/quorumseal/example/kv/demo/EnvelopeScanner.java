package io.quorumseal.example.kv.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Looks for the beginnings of envelopes that name certain DEKs: version 1, flag 0, the DEK's id. */
final class EnvelopeScanner {
    private static final short VERSION_AND_FLAG = 0x0100;

    private final List<byte[]> headers;

    EnvelopeScanner(Collection<Long> deks) {
        headers = deks.stream().map(EnvelopeScanner::header).toList();
    }

    private static byte[] header(long dek) {
        return ByteBuffer.allocate(6)
                .putShort(VERSION_AND_FLAG)
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
        for (int at = 0; at + 6 <= bytes.length; at++) {
            found += bytes[at] == 1 && isHeader(bytes, at) ? 1 : 0;
        }
        return found;
    }

    private boolean isHeader(byte[] bytes, int at) {
        return headers.stream().anyMatch(header -> Arrays.equals(bytes, at, at + 6, header, 0, 6));
    }
}
