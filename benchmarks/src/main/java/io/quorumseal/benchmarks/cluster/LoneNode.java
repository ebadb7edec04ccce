package io.quorumseal.benchmarks.cluster;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.example.kv.files.Folders;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One node of its own on a directory, which can be opened again and again; it leads, once it is told to. */
final class LoneNode implements AutoCloseable {
    private final LoneEngine engine = new LoneEngine();
    private final Path data;
    private final Path kek;
    private final int suite;
    private Optional<CountedSidecar> sidecar = Optional.empty();
    private Optional<QuorumSeal> open = Optional.empty();
    private long writtenBefore;

    LoneNode(Path directory, int suite) throws IOException {
        Folders.delete(directory);
        this.data = Files.createDirectories(directory.resolve("data"));
        this.kek = directory.resolve("kek");
        this.suite = suite;
        KeyFiles.create(kek);
    }

    /** Opens it; compiling goes on beside nothing that is measured. */
    void open() {
        CountedSidecar store = new CountedSidecar(data);
        sidecar = Optional.of(store);
        open = Optional.of(engine.open(
                data,
                Optional.of("file:" + kek),
                builder -> builder.suite(suite)
                        .sidecarStore(store)
                        .limits(LoneEngine.LIMITS.withWarmUp(Duration.ZERO))
                        .listener((event, group, text) -> {})));
    }

    QuorumSeal seal() {
        return open.orElseThrow();
    }

    CountedSidecar sidecar() {
        return sidecar.orElseThrow();
    }

    /** Has it lead, and gives it keys if there are none. */
    void lead() {
        engine.lead(seal());
        if (!seal().status().keys().bootstrapped()) {
            seal().admin().bootstrap();
        }
    }

    /** Has one group more, which it leads. */
    GroupSeal host(GroupId group) {
        engine.host(group);
        GroupSeal handle = seal().group(group.name());
        handle.leadershipChanged();
        return handle;
    }

    /** Has an entry of another member's applied in the control group. */
    void apply(EncryptionEntry entry) {
        var unused = engine.append(LoneEngine.GROUP, EntryFrame.frame(entry));
    }

    /** Tells how many bytes of key files were written, through all openings. */
    long written() {
        return writtenBefore + sidecar.map(CountedSidecar::written).orElse(0L);
    }

    void shut() {
        open.ifPresent(QuorumSeal::close);
        writtenBefore = written();
        open = Optional.empty();
        sidecar = Optional.empty();
    }

    @Override
    public void close() throws IOException {
        shut();
        engine.close();
    }
}
