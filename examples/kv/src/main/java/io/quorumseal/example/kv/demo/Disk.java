package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Every file below some folders, read as an intruder would read it. */
public final class Disk {
    private final List<Path> folders;

    Disk(Path... folders) {
        this.folders = List.of(folders);
    }

    /**
     * What stood on disk at a moment. A file is known by its inode, for it may be renamed, or linked into a snapshot;
     * but only as long as its beginning is what it was.
     */
    public static final class Mark {
        private final Map<Object, Beginning> files = new HashMap<>();

        /** Marks that nothing stands on disk. */
        public Mark() {}

        int sizeOfKnown(Object inode, byte[] bytes) {
            Beginning known = files.get(inode);
            return known != null && known.begins(bytes) ? known.size : 0;
        }
    }

    private record Beginning(int size, String hash) {
        static Beginning of(byte[] bytes, int size) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(bytes, 0, size);
                return new Beginning(size, Arrays.toString(digest.digest()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean begins(byte[] bytes) {
            return bytes.length >= size && of(bytes, size).equals(this);
        }
    }

    /** Marks what stands on disk now. Zeros at the end of a file are room that is still to be written. */
    Mark mark() throws IOException {
        Mark mark = new Mark();
        each((file, inode, bytes) -> mark.files.put(inode, Beginning.of(bytes, sizeWithoutZeros(bytes))));
        return mark;
    }

    private static int sizeWithoutZeros(byte[] bytes) {
        int size = bytes.length;
        while (size > 0 && bytes[size - 1] == 0) {
            size--;
        }
        return size;
    }

    /**
     * Looks for lines in what was written since a mark.
     *
     * @param scanner the lines
     * @param since the mark
     * @return what was found where
     * @throws IOException if a file cannot be read
     */
    public Findings scan(LineScanner scanner, Mark since) throws IOException {
        Findings findings = new Findings();
        each((file, inode, bytes) -> {
            int from = since.sizeOfKnown(inode, bytes);
            findings.add(file, sizeWithoutZeros(bytes) - from, scanner.scan(bytes, from));
        });
        return findings;
    }

    interface Reader {
        void read(Path file, Object inode, byte[] bytes);
    }

    void each(Reader reader) throws IOException {
        for (Path folder : folders) {
            for (Path file : Folders.files(folder)) {
                try {
                    Object inode = Files.readAttributes(file, BasicFileAttributes.class)
                            .fileKey();
                    Path name = folder.resolveSibling("").relativize(file);
                    reader.read(name, Objects.requireNonNull(inode), Files.readAllBytes(file));
                } catch (NoSuchFileException e) {
                    // The node deleted it in the meantime: it is not on disk any more.
                }
            }
        }
    }
}
