package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.entity.LocalFileMetaOutter.LocalFileMeta;
import com.alipay.sofa.jraft.entity.LocalStorageOutter.LocalSnapshotPbMeta;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.Snapshot;
import io.quorumseal.core.SealedFile;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.core.SealedFiles;
import io.quorumseal.core.SealedWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A snapshot as it stands on disk: each file sealed for one log, one position and one path, and beside them a list of the files,
 * sealed too, by which a file that is missing is noticed.
 *
 * <p>The list is in JRaft's own form. It has what the machine said of each file, of which nothing is written elsewhere: a hash of
 * what a file holds would tell whether a guess of it is right. And it has what JRaft says of the snapshot, members included.
 *
 * @param files seals and opens
 * @param log the identity of the group's log
 * @param meta what JRaft says of the snapshot
 * @param directory where it is
 */
record SealedSnapshot(SealedFiles files, String log, SnapshotMeta meta, Path directory) {
    /** What names of the engine's own files begin with. */
    static final String OWN = "quorumseal.";

    private static final String LIST_SUFFIX = ".files";
    private static final int LARGEST_LIST = 16_777_216;

    /** What the list is called in a snapshot. */
    static String list(long index) {
        return OWN + index + LIST_SUFFIX;
    }

    private String list() {
        return list(meta.getLastIncludedIndex());
    }

    /** The list's own path is empty. */
    private String role(String path) {
        String position = meta.getLastIncludedTerm() + "_" + meta.getLastIncludedIndex();
        return String.join("\0", "jraft", log, position, path);
    }

    // ---- writing

    /**
     * Checks that a machine's files can be sealed.
     *
     * @param from the directory that they are in, without symbolic links
     */
    void check(Path from, Set<String> paths) throws IOException {
        for (String path : paths) {
            if (!isPath(path)) {
                throw new IOException("the state machine's snapshot has the file " + path + ", which is not below "
                        + from + ", or has a name that is kept for others; it cannot be sealed");
            }
            Path file = from.resolve(path);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !file.toRealPath().equals(file)) {
                throw new IOException("the state machine's snapshot has " + file
                        + ", which is no file, or is behind a symbolic link");
            }
        }
    }

    /** Whether it names a file below a directory that is neither the engine's own nor JRaft's. */
    private static boolean isPath(String path) {
        Path place = Path.of("/", path).normalize();
        return !path.isEmpty()
                && !path.startsWith(OWN)
                && !path.equals(Snapshot.JRAFT_SNAPSHOT_META_FILE)
                && place.toString().equals("/" + path);
    }

    /** Seals a machine's files; they are durable when this returns. */
    void seal(Path from, Map<String, LocalFileMeta> listed) throws IOException {
        seal("", list(), new ByteArrayInputStream(encoded(listed)));
        for (String path : listed.keySet()) {
            try (InputStream plain = Files.newInputStream(from.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                seal(path, path, plain);
            }
        }
    }

    private void seal(String path, String name, InputStream plain) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(parent(file));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try (SealedWriter sealed = files.create(out, role(path))) {
                plain.transferTo(sealed);
                sealed.commit();
            }
            out.force(true);
        }
        for (Path changed = parent(file); changed.startsWith(directory); changed = parent(changed)) {
            Durable.force(changed);
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private byte[] encoded(Map<String, LocalFileMeta> listed) throws IOException {
        LocalSnapshotPbMeta.Builder list = LocalSnapshotPbMeta.newBuilder().setMeta(meta);
        listed.forEach((path, said) -> list.addFiles(
                LocalSnapshotPbMeta.File.newBuilder().setName(path).setMeta(said)));
        byte[] encoded = list.build().toByteArray();
        if (encoded.length > LARGEST_LIST) {
            throw new IOException(
                    "the state machine's snapshot has " + listed.size() + " files, and what it says of them takes "
                            + encoded.length + " bytes; " + LARGEST_LIST + " are possible");
        }
        return encoded;
    }

    // ---- reading

    /**
     * Whether it was sealed.
     *
     * @param listed what JRaft lists
     * @throws IOException if it was, and its list was removed
     */
    boolean isSealed(Set<String> listed) throws IOException {
        if (listed.contains(list()) || Files.exists(directory.resolve(list()), LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        for (String path : listed) {
            // What is in clear opens whatever it has to be.
            if (opens(path, role(path)) && !opens(path, role(""))) {
                throw new IOException("the list of its files " + directory.resolve(list()) + " is missing");
            }
        }
        return false;
    }

    private boolean opens(String path, String role) {
        try {
            opened(role, directory.resolve(path)).close();
            return true;
        } catch (IOException isNot) {
            return false;
        }
    }

    /**
     * Opens all of it.
     *
     * @param to an empty directory
     * @return the files with what the machine said of them
     * @throws SealedFileException if a file is not what was sealed
     * @throws IOException if one is missing
     */
    Map<String, LocalFileMeta> open(Path to) throws IOException {
        Map<String, LocalFileMeta> listed = listed();
        for (String path : listed.keySet()) {
            Path plain = to.resolve(path);
            Files.createDirectories(parent(plain));
            try (InputStream in = stream(path, path);
                    OutputStream out = Files.newOutputStream(plain, StandardOpenOption.CREATE_NEW)) {
                in.transferTo(out);
            }
        }
        return listed;
    }

    private Map<String, LocalFileMeta> listed() throws IOException {
        byte[] encoded;
        try (InputStream in = stream("", list())) {
            encoded = in.readNBytes(LARGEST_LIST + 1);
        }
        LocalSnapshotPbMeta list = LocalSnapshotPbMeta.parseFrom(encoded);
        Map<String, LocalFileMeta> listed = new TreeMap<>();
        list.getFilesList().forEach(file -> listed.put(file.getName(), file.getMeta()));
        if (!list.getMeta().equals(meta)) {
            throw new IOException("what JRaft's file " + directory.resolve(Snapshot.JRAFT_SNAPSHOT_META_FILE)
                    + " says of the snapshot is not what was sealed with it: it was changed");
        }
        if (!listed.keySet().stream().allMatch(SealedSnapshot::isPath)) {
            throw new IOException("the list " + directory.resolve(list()) + " names what is no file of a snapshot");
        }
        return listed;
    }

    private InputStream stream(String path, String name) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("its file " + file + " is missing");
        }
        try {
            return opened(role(path), file).stream();
        } catch (SealedFileException e) {
            throw new SealedFileException(e.reason(), "its file " + file + " does not open: " + e.getMessage(), e);
        }
    }

    private SealedFile opened(String role, Path file) throws IOException {
        return files.open(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), role);
    }
}
