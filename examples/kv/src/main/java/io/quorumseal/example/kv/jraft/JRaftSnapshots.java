package io.quorumseal.example.kv.jraft;

import io.quorumseal.example.kv.files.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The snapshots in JRaft's folder: each is a folder {@code snapshot_INDEX} with a checkpoint in it.
 *
 * @param folder JRaft's folder
 */
record JRaftSnapshots(Path folder) {
    private static final Pattern NAME =
            Pattern.compile(com.alipay.sofa.jraft.storage.snapshot.Snapshot.JRAFT_SNAPSHOT_PREFIX + "(\\d+)");

    /** Where the values are in a snapshot. */
    static Path values(Path snapshot) {
        return snapshot.resolve("rocksdb");
    }

    /** Looks which one is the newest. */
    Optional<Snapshot> newest() throws IOException {
        if (Files.notExists(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.flatMap(JRaftSnapshots::parse).max(Comparator.comparing(Snapshot::index));
        }
    }

    private static Stream<Snapshot> parse(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? Stream.of(new Snapshot(Long.parseLong(name.group(1)), values(path))) : Stream.empty();
    }
}
