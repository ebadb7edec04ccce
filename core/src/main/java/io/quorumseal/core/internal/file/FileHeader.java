package io.quorumseal.core.internal.file;

import io.quorumseal.api.DekId;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.FileOps.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a file of ours begins: {@code "QSF" ‖ 01 ‖ DEK id (4)}, then FLOE; or {@code "QSF" ‖ 00}, then bytes in clear.
 *
 * @param form what follows
 * @param dek what it is sealed under, if it is
 */
public record FileHeader(Form form, Optional<DekId> dek) {
    /** Bytes before the FLOE header. */
    public static final int SEALED_SIZE = 8;

    /** Bytes before what is in clear. */
    public static final int CLEAR_SIZE = 4;

    private static final byte[] MAGIC = {'Q', 'S', 'F'};
    private static final byte CLEAR = 0;
    private static final byte SEALED = 1;

    /** What a file is. */
    public enum Form {
        /** In clear, by this library. */
        CLEAR,
        /** Sealed. */
        SEALED,
        /** Of a form that is not known here, such as 2, which is reserved for files that carry their wrapped DEK. */
        UNKNOWN,
        /** Not of this library. */
        FOREIGN
    }

    /** The bytes of a file that is sealed under a DEK. */
    public static byte[] sealed(DekId dek) {
        return ByteBuffer.allocate(SEALED_SIZE)
                .put(MAGIC)
                .put(SEALED)
                .putInt(dek.bits())
                .array();
    }

    /** The bytes of a file in clear. */
    public static byte[] clear() {
        return ByteBuffer.allocate(CLEAR_SIZE).put(MAGIC).put(CLEAR).array();
    }

    /**
     * Reads how a file begins.
     *
     * @param bytes its first bytes
     * @param size how many there are, {@value #SEALED_SIZE} at most
     */
    public static FileHeader of(byte[] bytes, int size) {
        if (size < CLEAR_SIZE || !Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length)) {
            return new FileHeader(Form.FOREIGN, Optional.empty());
        }
        return switch (bytes[MAGIC.length]) {
            case CLEAR -> new FileHeader(Form.CLEAR, Optional.empty());
            case SEALED -> new FileHeader(Form.SEALED, dek(ByteBuffer.wrap(bytes, 0, size)));
            default -> new FileHeader(Form.UNKNOWN, Optional.empty());
        };
    }

    /** Where the name of the DEK is cut off there is none. */
    private static Optional<DekId> dek(ByteBuffer bytes) {
        int bits = bytes.limit() < SEALED_SIZE ? 0 : bytes.getInt(CLEAR_SIZE);
        return bits == 0 ? Optional.empty() : Optional.of(new DekId(bits));
    }

    /** Reads how a file begins. */
    public static FileHeader of(ReadFile file) throws IOException {
        byte[] bytes = new byte[SEALED_SIZE];
        return of(bytes, file.read(0, bytes, 0, SEALED_SIZE));
    }

    /** Reads how a file begins. */
    public static FileHeader of(FileOps ops, Path file) throws IOException {
        try (ReadFile open = ops.open(file)) {
            return of(open);
        }
    }
}
