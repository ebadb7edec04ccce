package io.quorumseal.fuzz;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Lets changed bytes of exported key state get past its checksum, which anybody can make; no fuzzer finds it. */
final class Checksums {
    private static final int LENGTH_PLACE = 4 + 1;
    private static final int HEADER = LENGTH_PLACE + 4;
    private static final int SIZE = 32;

    private Checksums() {}

    /** Copies bytes, with the right length and checksum in the key state between two places, if one fits in there. */
    static byte[] corrected(byte[] input, int from, int to) {
        byte[] corrected = input.clone();
        int end = to - SIZE;
        if (end >= from + HEADER) {
            ByteBuffer.wrap(corrected).putInt(from + LENGTH_PLACE, end - from - HEADER);
            System.arraycopy(sha256(Arrays.copyOfRange(corrected, from, end)), 0, corrected, end, SIZE);
        }
        return corrected;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", impossible);
        }
    }
}
