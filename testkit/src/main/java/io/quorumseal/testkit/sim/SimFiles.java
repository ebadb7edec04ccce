package io.quorumseal.testkit.sim;

import io.quorumseal.core.SealedFile;
import io.quorumseal.core.SealedWriter;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sealed files of a node, as its store writes and reads them, and as they lie on its disk. */
public final class SimFiles {
    private static final String UNFINISHED = ".quorumseal-";
    private static final int ANY = 1 << 20;

    private SimFiles() {}

    /** Where a file is. */
    public static Path path(String name) {
        return SimNode.FILES.resolve(name);
    }

    /** The role of a file. */
    public static String role(String name) {
        return "sim/" + name;
    }

    /** Writes a file, and commits it. */
    public static void write(SimNode node, String name, String content) throws IOException {
        try (SealedWriter writer = node.runtime().files().create(path(name), role(name))) {
            writer.write(content.getBytes(StandardCharsets.UTF_8));
            writer.commit();
        }
    }

    /** Reads a file. */
    public static String read(SimNode node, String name) throws IOException {
        return readAs(node, name, role(name));
    }

    /** Reads a file as another role. */
    public static String readAs(SimNode node, String name, String role) throws IOException {
        try (SealedFile file = node.runtime().files().open(path(name), role)) {
            return new String(file.stream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What lies in the folder, by name, but for what is not finished. */
    public static SortedMap<String, ByteBuffer> onDisk(SimNode node) {
        SortedMap<String, ByteBuffer> found = all(node);
        found.keySet().removeIf(name -> name.startsWith(UNFINISHED));
        return found;
    }

    /** What lies in the folder, by name, but for its mark. */
    public static SortedMap<String, ByteBuffer> all(SimNode node) {
        SortedMap<String, ByteBuffer> found = new TreeMap<>();
        for (Map.Entry<Path, ByteBuffer> file : node.disk().image().files().entrySet()) {
            if (SimNode.FILES.equals(file.getKey().getParent())
                    && !file.getKey().endsWith(Folders.MARK)) {
                found.put(String.valueOf(file.getKey().getFileName()), file.getValue());
            }
        }
        return found;
    }

    /** Copies a file as it lies there to another node's folder, behind the runtimes' back. */
    public static void copy(SimNode from, String name, SimNode to, String as) {
        try {
            put(to, as, from.disk().read(path(name), ANY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a file into a node's folder, behind the runtime's back. */
    public static void put(SimNode node, String name, byte[] bytes) {
        try {
            node.disk().delete(path(name));
            try (FileOps.NewFile out = node.disk().createFile(path(name))) {
                out.write(bytes);
                out.force();
            }
            node.disk().forceDirectory(SimNode.FILES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a file. */
    public static void remove(SimNode node, String name) {
        try {
            node.disk().delete(path(name));
            node.disk().forceDirectory(SimNode.FILES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
