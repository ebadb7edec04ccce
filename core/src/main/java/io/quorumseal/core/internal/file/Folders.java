package io.quorumseal.core.internal.file;

import io.quorumseal.core.internal.disk.FileOps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The folders of a node's sealed files, by the names that the sidecar knows them by. */
public final class Folders {
    /** The most folders that a node has. */
    public static final int MOST = 64;

    /** Characters of a folder's name. */
    public static final int LONGEST_NAME = 1_000;

    /** How the names of what is no file of the vendor's begin. */
    private static final String OWN_PREFIX = ".quorumseal-";

    /**
     * Stands in each folder. Where the disk of a folder is not mounted there usually is an empty directory all the same: what
     * is on the disk still needs its DEKs.
     */
    public static final String MARK = OWN_PREFIX + "folder";

    private static final String UNFINISHED_PREFIX = OWN_PREFIX;
    private static final String UNFINISHED_SUFFIX = ".tmp";
    private static final int RANDOM_DIGITS = 16;

    private final FileOps ops;
    private final SortedMap<String, Path> paths;

    /**
     * Makes them.
     *
     * @param paths where each is, as far as that is known
     */
    public Folders(FileOps ops, Map<String, Path> paths) {
        this.ops = ops;
        this.paths = Collections.unmodifiableSortedMap(new TreeMap<>(paths));
    }

    /** Whether there are any. */
    public boolean any() {
        return !paths.isEmpty();
    }

    /** The names. */
    public List<String> names() {
        return List.copyOf(paths.keySet());
    }

    /** Where they are. */
    public List<Path> places() {
        return List.copyOf(paths.values());
    }

    /** Tells which folder a directory is in, or is; it has no symbolic link in it. */
    public Optional<String> holding(Path directory) {
        return paths.entrySet().stream()
                .filter(folder -> directory.startsWith(folder.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether a folder has its mark. */
    public static boolean isMarked(FileOps ops, Path folder) throws IOException {
        return ops.kind(folder.resolve(MARK)) == FileOps.Kind.FILE;
    }

    /** Marks a folder, durably, unless it is. */
    public static void mark(FileOps ops, Path folder) throws IOException {
        if (!isMarked(ops, folder)) {
            try (FileOps.NewFile mark = ops.createFile(folder.resolve(MARK))) {
                mark.force();
            }
        }
        ops.forceDirectory(folder);
    }

    /** Whether a name is kept for what is no file of the vendor's. */
    public static boolean isOwn(Path name) {
        return name.toString().startsWith(OWN_PREFIX);
    }

    /** A name in a directory for a file that is not finished. */
    public static Path unfinished(Path directory, long random) {
        return directory.resolve(UNFINISHED_PREFIX + HexFormat.of().toHexDigits(random) + UNFINISHED_SUFFIX);
    }

    private static boolean isUnfinished(Path file) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        return name.startsWith(UNFINISHED_PREFIX)
                && name.endsWith(UNFINISHED_SUFFIX)
                && name.length() == UNFINISHED_PREFIX.length() + RANDOM_DIGITS + UNFINISHED_SUFFIX.length();
    }

    /** Looks at all files. What vanishes meanwhile is left out. */
    public Look look() {
        Looking looking = new Looking();
        paths.values().forEach(looking::forMark);
        paths.forEach(looking::into);
        return new Look(looking.files, looking.unreadable);
    }

    /** Removes what was never finished, but for what is being written. */
    public List<String> removeUnfinished(Predicate<Path> beingWritten) {
        Look look = look();
        List<String> failures = new ArrayList<>(look.unreadable());
        for (Look.Found found : look.files()) {
            if (isUnfinished(found.file()) && !beingWritten.test(found.file())) {
                try {
                    ops.delete(found.file());
                } catch (IOException e) {
                    failures.add(found.file() + " cannot be removed: " + e);
                }
            }
        }
        return failures;
    }

    /** One walk. */
    private final class Looking {
        private final List<Look.Found> files = new ArrayList<>();
        private final List<String> unreadable = new ArrayList<>();

        void forMark(Path folder) {
            try {
                if (ops.kind(folder) == FileOps.Kind.DIRECTORY && !isMarked(ops, folder)) {
                    unreadable.add(folder + " has lost its mark " + MARK + ", as if its disk were not mounted");
                }
            } catch (IOException e) {
                failed(folder, e);
            }
        }

        void into(String folder, Path directory) {
            List<Path> inside;
            try {
                inside = ops.list(directory);
            } catch (IOException e) {
                failed(directory, e);
                return;
            }
            inside.forEach(path -> at(folder, path));
        }

        private void at(String folder, Path path) {
            try {
                switch (ops.kind(path)) {
                    case DIRECTORY -> into(folder, path);
                    case FILE -> file(folder, path);
                    case NONE, OTHER -> {
                        // It is gone, or no file; links are not followed.
                    }
                }
            } catch (IOException e) {
                failed(path, e);
            }
        }

        private void file(String folder, Path path) throws IOException {
            if (path.endsWith(MARK)) {
                return;
            }
            try (FileOps.ReadFile file = ops.open(path)) {
                FileHeader header = FileHeader.of(file);
                if (header.form() == FileHeader.Form.UNKNOWN) {
                    unreadable.add(path + " is in a form of sealed files that this release does not read");
                } else {
                    files.add(new Look.Found(folder, path, file.size(), header));
                }
            }
        }

        /** A folder itself that is gone may be a disk that is not mounted. */
        private void failed(Path path, IOException cause) {
            if (paths.containsValue(path) || !isGone(path)) {
                unreadable.add(path + " cannot be read: " + cause);
            }
        }

        private boolean isGone(Path path) {
            try {
                return ops.kind(path) == FileOps.Kind.NONE;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
