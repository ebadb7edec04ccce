package io.quorumseal.testkit.disk;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names of a file system, each directory with the changes that its next fsync makes durable. */
final class StrictNames {
    private Tree durable = new Tree(new HashMap<>(), new HashSet<>());
    private Tree current = durable.copy();
    private final Map<Path, List<Consumer<Tree>>> unsynced = new HashMap<>();

    /** Which names stand for files, and which for directories. */
    private record Tree(Map<Path, StrictFile> files, Set<Path> directories) {
        Tree copy() {
            return new Tree(new HashMap<>(files), new HashSet<>(directories));
        }

        /** Drops what is in directories that are not there. */
        Tree reachable() {
            Set<Path> kept = new HashSet<>();
            directories.stream()
                    .sorted()
                    .filter(path -> isRoot(path) || kept.contains(path.getParent()))
                    .forEach(kept::add);
            directories.retainAll(kept);
            files.keySet().removeIf(path -> !kept.contains(path.getParent()));
            return this;
        }
    }

    private static boolean isRoot(Path path) {
        return path.getParent() == null;
    }

    /** Makes a directory and those above it, durably. */
    void addDurably(Path directory) {
        for (Path path = directory; path != null; path = path.getParent()) {
            durable.directories().add(path);
            current.directories().add(path);
        }
    }

    boolean isDirectory(Path path) {
        return current.directories().contains(path);
    }

    @Nullable
    StrictFile file(Path path) {
        return current.files().get(path);
    }

    List<Path> list(Path directory) {
        return Stream.concat(current.files().keySet().stream(), current.directories().stream())
                .filter(path -> directory.equals(path.getParent()))
                .sorted()
                .toList();
    }

    void addDirectory(Path path) {
        change(path, tree -> tree.directories().add(path));
    }

    void put(Path path, StrictFile file) {
        change(path, tree -> tree.files().put(path, file));
    }

    void remove(Path path) {
        change(path, tree -> tree.files().remove(path));
    }

    /** Renames within a directory: both names change in one step or not at all. */
    void rename(Path from, Path to, StrictFile file) {
        change(to, tree -> {
            tree.files().remove(from, file);
            tree.files().put(to, file);
        });
    }

    private void change(Path path, Consumer<Tree> change) {
        change.accept(current);
        unsynced.computeIfAbsent(path.getParent(), parent -> new ArrayList<>()).add(change);
    }

    void force(Path directory) {
        List<Consumer<Tree>> changes = unsynced.remove(directory);
        if (changes != null) {
            changes.forEach(change -> change.accept(durable));
        }
    }

    /** Tells what would survive. */
    StrictFileSystem.Image surviving(Survival survival) {
        Tree left = left(survival);
        Map<Path, ByteBuffer> files = new HashMap<>();
        left.files().forEach((path, file) -> files.put(path, ByteBuffer.wrap(file.surviving(survival.data()))));
        return new StrictFileSystem.Image(files, left.directories());
    }

    /** Makes what survives the durable and only state, bytes included. */
    void losePower(Survival survival) {
        durable = left(survival);
        unsynced.clear();
        durable.files().values().forEach(file -> file.losePower(survival.data()));
        current = durable.copy();
    }

    /** Makes an image the durable and only state. */
    void putBack(StrictFileSystem.Image image) {
        durable = new Tree(new HashMap<>(), new HashSet<>(image.directories()));
        image.files().forEach((path, bytes) -> durable.files().put(path, StrictFile.durable(bytes)));
        unsynced.clear();
        current = durable.copy();
    }

    private Tree left(Survival survival) {
        Tree left = durable.copy();
        unsynced.values().forEach(changes -> survival.of(changes).forEach(change -> change.accept(left)));
        return left.reachable();
    }
}
