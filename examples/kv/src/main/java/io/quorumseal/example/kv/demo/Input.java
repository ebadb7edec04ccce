package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is stored: files, cut into values, at ends of lines where there are any.
 *
 * @param chunks the values
 * @param lines what is looked for on disk: each different line of at least 16 bytes, without the blanks around it, and
 *     of a longer one the first 1,024 bytes
 * @param size bytes in all
 */
record Input(List<Chunk> chunks, List<byte[]> lines, long size) {
    private static final int VALUE_SIZE = 4096;
    private static final int MAX_LINE = 1024;
    private static final int MIN_LINE = 16;
    /** A ruler or a run of zeros proves nothing: such lines stand in files that have nothing to do with the input. */
    private static final int MIN_DIFFERENT_BYTES = 5;

    /** One value; its name is made of numbers only, so that no line can stand in it. */
    record Chunk(String name, byte[] value) {}

    static Input read(Collection<Path> paths) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        Set<ByteBuffer> lines = new LinkedHashSet<>();
        long size = 0;
        int number = 0;
        for (Path path : paths) {
            for (Path file : Folders.files(path)) {
                byte[] bytes = Files.readAllBytes(file);
                cut(number++, bytes, chunks);
                addLines(bytes, lines);
                size += bytes.length;
            }
        }
        return new Input(chunks, lines.stream().map(Input::bytes).toList(), size);
    }

    private static void cut(int file, byte[] bytes, List<Chunk> chunks) {
        int part = 0;
        for (int from = 0; from < bytes.length; ) {
            int to = endOfChunk(bytes, from);
            chunks.add(new Chunk(file + "." + part++, Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
    }

    private static int endOfChunk(byte[] bytes, int from) {
        int most = Math.min(bytes.length, from + VALUE_SIZE);
        int end = most;
        while (end > from && end < bytes.length && bytes[end - 1] != '\n') {
            end--;
        }
        return end == from ? most : end;
    }

    private static void addLines(byte[] bytes, Set<ByteBuffer> lines) {
        for (int from = 0, to = 0; to <= bytes.length; to++) {
            if (to == bytes.length || bytes[to] == '\n') {
                ByteBuffer line = trimmed(bytes, from, to);
                if (line.remaining() >= MIN_LINE && differentBytes(line) >= MIN_DIFFERENT_BYTES) {
                    lines.add(line);
                }
                from = to + 1;
            }
        }
    }

    private static ByteBuffer trimmed(byte[] bytes, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && bytes[start] >= 0 && bytes[start] <= ' ') {
            start++;
        }
        end = Math.min(end, start + MAX_LINE);
        while (end > start && bytes[end - 1] >= 0 && bytes[end - 1] <= ' ') {
            end--;
        }
        return ByteBuffer.wrap(bytes, start, end - start).slice();
    }

    private static long differentBytes(ByteBuffer line) {
        return StandardCharsets.ISO_8859_1
                .decode(line.duplicate())
                .chars()
                .distinct()
                .limit(MIN_DIFFERENT_BYTES)
                .count();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
