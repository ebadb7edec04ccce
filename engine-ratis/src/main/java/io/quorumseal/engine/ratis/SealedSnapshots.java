package io.quorumseal.engine.ratis;

import io.quorumseal.core.SealedFiles;
import io.quorumseal.core.SealedWriter;
import io.quorumseal.core.workspace.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.MD5FileUtil;

/**
 * A group's snapshots as they stand on disk: each file sealed for one log, one position and one path, and beside them a
 * list of the snapshot's files, sealed too, by which a file that is missing is noticed. What a snapshot has is sealed first;
 * the file of key state comes last, and is the mark that the snapshot counts.
 *
 * <p>A path is relative to the snapshot directory, with slashes, and the same that the machine uses.
 *
 * @param files seals and opens
 * @param log the identity of the group's log
 * @param directory where the snapshots are, absolute
 * @param disk writes
 */
record SealedSnapshots(SealedFiles files, String log, Path directory, Disk disk) {
    /** What names of the adapter's own files begin with. */
    static final String OWN = "quorumseal.";

    private static final String LIST_SUFFIX = ".files";

    private static final int LARGEST_LIST = 16_777_216;

    /** The file with the list; its own path is empty. */
    static Path list(Path directory, TermIndex at) {
        return directory.resolve(OWN + name(at) + LIST_SUFFIX);
    }

    Path list(TermIndex at) {
        return list(directory, at);
    }

    private static String name(TermIndex at) {
        return at.getTerm() + "_" + at.getIndex();
    }

    private String role(TermIndex at, String path) {
        return String.join("\0", "ratis", log, name(at), path);
    }

    // ---- writing

    /** Seals files of a machine as a snapshot that does not count yet. */
    void seal(TermIndex at, Path from, List<String> paths) throws IOException {
        seal(at, "", list(at), new ByteArrayInputStream(encoded(paths)));
        for (String path : paths) {
            try (InputStream plain = Files.newInputStream(from.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                Path place = place(path);
                seal(at, path, place, plain);
                // A hash of what stood there in clear.
                disk.remove(Digests.of(place));
            }
        }
    }

    private void seal(TermIndex at, String path, Path target, InputStream plain) throws IOException {
        disk.write(target, file -> {
            try (SealedWriter sealed = files.create(file, role(at, path))) {
                plain.transferTo(sealed);
                sealed.commit();
            }
        });
    }

    private Path place(String path) throws IOException {
        Path place = directory.resolve(path);
        disk.directory(directory, Objects.requireNonNull(place.getParent()));
        return inside(place);
    }

    /** Where a link leads is nobody's to know. */
    private Path inside(Path place) throws IOException {
        Path parent = Objects.requireNonNull(place.getParent());
        Path real = directory.toRealPath();
        if (!parent.toRealPath()
                .equals(real.resolve(directory.relativize(parent).toString()).normalize())) {
            throw new IOException(place + " leads through a symbolic link out of " + directory + "; remove the link");
        }
        return place;
    }

    private static byte[] encoded(List<String> paths) throws IOException {
        byte[] list = String.join("\0", paths).getBytes(StandardCharsets.UTF_8);
        if (list.length > LARGEST_LIST) {
            throw new IOException("the state machine's snapshot has " + paths.size()
                    + " files, the names of which take " + list.length + " bytes; " + LARGEST_LIST + " are possible");
        }
        return list;
    }

    // ---- reading

    /**
     * Tells which files a snapshot has.
     *
     * @return their paths; empty if there is no list, as beside a snapshot that was not sealed
     * @throws IOException if the list is not what was sealed
     */
    Optional<List<String>> paths(TermIndex at) throws IOException {
        if (!Files.exists(list(at), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        byte[] list;
        try (InputStream in = opened(at, "", list(at))) {
            list = in.readNBytes(LARGEST_LIST + 1);
        }
        return Optional.of(decoded(list));
    }

    private List<String> decoded(byte[] list) throws IOException {
        List<String> paths =
                list.length == 0 ? List.of() : List.of(new String(list, StandardCharsets.UTF_8).split("\0", -1));
        boolean good = list.length <= LARGEST_LIST
                && paths.stream().allMatch(this::isPath)
                && new TreeSet<>(paths).size() == paths.size();
        if (!good) {
            throw new IOException("the list of a snapshot's files in " + directory + " names what is no file there");
        }
        return paths;
    }

    /** Whether it names a file below the directory that is not the adapter's own. */
    boolean isPath(String path) {
        Path place = directory.resolve(path).normalize();
        return !path.isEmpty()
                && !path.startsWith(OWN)
                && !path.endsWith(Disk.UNFINISHED_SUFFIX)
                && place.startsWith(directory)
                && !place.equals(directory)
                && directory.relativize(place).toString().equals(path);
    }

    /** Opens a file that is sealed, or is in clear in this library's way. */
    private InputStream opened(TermIndex at, String path, Path file) throws IOException {
        return files
                .open(
                        FileChannel.open(inside(file), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS),
                        role(at, path))
                .stream();
    }

    /** Tells in which form a file is that the list names. */
    FileForm form(String path) throws IOException {
        Path file = inside(directory.resolve(path));
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the file " + file + " of the snapshot is missing");
        }
        return FileForm.of(file);
    }

    /** Copies a file of a snapshot, in clear. */
    void open(TermIndex at, String path, Path to) throws IOException {
        Path file = directory.resolve(path);
        try (InputStream in = form(path) == FileForm.FOREIGN
                        ? Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)
                        : opened(at, path, file);
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            in.transferTo(out);
        }
    }

    /** Opens a file of a snapshot where it stands. */
    void openInPlace(TermIndex at, String path) throws IOException {
        if (form(path) != FileForm.FOREIGN) {
            Path file = directory.resolve(path);
            disk.write(file, out -> {
                try (InputStream in = opened(at, path, file)) {
                    in.transferTo(Channels.newOutputStream(out));
                }
            });
        }
    }

    // ---- what stands there

    /** Whether there is any list. */
    boolean any() throws IOException {
        return any(directory);
    }

    /** Whether there is any list in a directory. */
    static boolean any(Path directory) throws IOException {
        return Workspace.files(directory).stream()
                .anyMatch(file -> isOwn(directory, file) && file.toString().endsWith(LIST_SUFFIX));
    }

    /** All files of a directory that may belong to a snapshot, but for key state and hashes. */
    static List<Path> ofSnapshots(Path directory) throws IOException {
        return Workspace.files(directory).stream()
                .filter(file -> !isOwn(directory, file) || file.toString().contains(LIST_SUFFIX))
                .filter(file -> !file.toString().endsWith(MD5FileUtil.MD5_SUFFIX))
                .toList();
    }

    /** Below, a machine may call its files as it likes. */
    private static boolean isOwn(Path directory, Path file) {
        return directory.equals(file.getParent())
                && String.valueOf(file.getFileName()).startsWith(OWN);
    }

    /**
     * Removes what this library wrote that belongs to none of these snapshots: of older ones, or never finished.
     *
     * @param also what stays, too
     */
    void retain(List<TermIndex> kept, List<Path> also) throws IOException {
        Set<Path> wanted = new HashSet<>(also);
        for (TermIndex at : kept) {
            wanted.add(list(at));
            paths(at).orElse(List.of()).forEach(path -> wanted.add(directory.resolve(path)));
        }
        for (Path file : Workspace.files(directory)) {
            if (!wanted.contains(file) && isOurs(file)) {
                disk.remove(file);
                disk.remove(Digests.of(file));
            }
        }
    }

    private static boolean isOurs(Path file) throws IOException {
        return String.valueOf(file.getFileName()).endsWith(Disk.UNFINISHED_SUFFIX)
                || FileForm.of(file) != FileForm.FOREIGN;
    }

    /** Finds the files that were not written by this library: what they hold can be read. */
    List<Path> foreign() throws IOException {
        List<Path> foreign = new ArrayList<>();
        for (Path file : Workspace.files(directory)) {
            if (isForeign(file)) {
                foreign.add(file);
            }
        }
        return foreign;
    }

    /** Of key state DEKs are wrapped, and a hash of a sealed file tells nothing. */
    private boolean isForeign(Path file) throws IOException {
        Path hashed = Digests.digested(file);
        boolean own = isOwn(directory, file);
        boolean hashOfOurs = !hashed.equals(file) && Files.exists(hashed) && FileForm.of(hashed) != FileForm.FOREIGN;
        return !own && !hashOfOurs && FileForm.of(file) == FileForm.FOREIGN;
    }
}
