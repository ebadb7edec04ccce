package io.quorumseal.core.internal.file;

import io.quorumseal.api.DekId;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.FileOps.ReadFile;
import io.quorumseal.core.internal.key.FileCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a file says of itself to whoever has no key. Nothing of it is proven.
 *
 * @param form what it is; a sealed file whose segments have another size, or that ends within its header, is of an unknown
 *     form
 * @param dek what it says that it is sealed under
 * @param size its size in bytes
 * @param segments how many segments it has, if it is sealed
 * @param plaintext how many bytes it held before it was sealed, if it is whole
 * @param ends whether its last segment says that it is the last, and how long it is
 */
public record Outline(
        FileHeader.Form form, Optional<DekId> dek, long size, long segments, long plaintext, boolean ends) {
    private static final FileCipher.Parameters PARAMETERS = FileCipher.Parameters.OURS;

    /** Reads how a file begins and ends. */
    public static Outline of(FileOps ops, Path file) throws IOException {
        try (ReadFile open = ops.open(file)) {
            return of(open);
        }
    }

    static Outline of(ReadFile file) throws IOException {
        FileHeader header = FileHeader.of(file);
        long size = file.size();
        return switch (header.form()) {
            case SEALED -> sealed(file, header, size);
            case CLEAR -> new Outline(header.form(), header.dek(), size, 0, size - FileHeader.CLEAR_SIZE, true);
            case UNKNOWN, FOREIGN -> new Outline(header.form(), header.dek(), size, 0, 0, false);
        };
    }

    private static Outline sealed(ReadFile file, FileHeader header, long size) throws IOException {
        byte[] parameters = new byte[FileCipher.HEADER_SIZE];
        int read = file.read(FileHeader.SEALED_SIZE, parameters, 0, parameters.length);
        if (read < parameters.length || !PARAMETERS.areOf(parameters)) {
            return new Outline(FileHeader.Form.UNKNOWN, header.dek(), size, 0, 0, false);
        }
        long length = size - SealedContent.SEGMENTS_AT;
        long segments = (length + PARAMETERS.segmentSize() - 1) / PARAMETERS.segmentSize();
        return new Outline(
                header.form(),
                header.dek(),
                size,
                segments,
                Math.max(0, length - segments * FileCipher.OVERHEAD),
                segments > 0 && endsWith(file, segments - 1, length));
    }

    private static boolean endsWith(ReadFile file, long last, long length) throws IOException {
        long from = last * PARAMETERS.segmentSize();
        byte[] said = new byte[Integer.BYTES];
        int read = file.read(SealedContent.SEGMENTS_AT + from, said, 0, said.length);
        return read == said.length && ByteBuffer.wrap(said).getInt() == length - from;
    }
}
