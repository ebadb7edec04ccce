package io.quorumseal.benchmarks.cluster;

import io.quorumseal.api.LogPosition;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.StoredValue;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What applying an entry costs: opening it and sealing its value, with encryption off and with both envelopes, in batches
 * that change places.
 */
final class Applies {
    private static final int BATCH = 1_000;
    private static final int WARM_UP_BATCHES = 40;
    private static final ByteBuffer KEY = ByteBuffer.allocate(16);

    private final Settings settings;
    private final Csv csv =
            new Csv(Settings.RESULTS.resolve("applies.csv"), "size", "pair", "cleartext_nanos", "sealed_nanos");
    /** What comes out is used, or the compiler would leave the work out. */
    private long used;

    Applies(Settings settings) throws IOException {
        this.settings = settings;
    }

    /** A runtime, entries as they were logged, each for its own index, and the index that is applied next. */
    private static final class Way {
        private final QuorumSeal seal;
        private final GroupSeal group;
        private final ByteBuffer payload;
        private final byte[][] logged = new byte[BATCH][];
        private long index = 1_000;

        Way(QuorumSeal seal, GroupSeal group, int size) {
            this.seal = seal;
            this.group = group;
            this.payload = ByteBuffer.allocate(size);
        }

        void prepare() {
            for (int i = 0; i < BATCH; i++) {
                logged[i] = LoneEngine.logged(group, payload, index + i);
            }
        }

        long apply() {
            long bytes = 0;
            for (byte[] entry : logged) {
                LogPosition at = new LogPosition(LoneEngine.GROUP, LoneEngine.FIRST_TERM, index++);
                if (!(group.open(at, ByteBuffer.wrap(entry)) instanceof Opened.Payload opened)) {
                    throw new IllegalStateException("not opened at " + at);
                }
                StoredValue stored = seal.values().seal(KEY, opened.plaintext());
                bytes += stored.bytes().length;
            }
            return bytes;
        }
    }

    void run() throws IOException {
        Path clearData = Files.createDirectories(Settings.WORK.resolve("applies/cleartext"));
        Path sealedData = Files.createDirectories(Settings.WORK.resolve("applies/sealed"));
        Path key = Settings.WORK.resolve("applies/kek");
        KeyFiles.create(key);
        try (LoneEngine clearEngine = new LoneEngine();
                LoneEngine sealedEngine = new LoneEngine();
                QuorumSeal clear = clearEngine.open(clearData, Optional.empty());
                QuorumSeal sealed = sealedEngine.open(sealedData, Optional.of("file:" + key))) {
            GroupSeal clearGroup = clearEngine.lead(clear);
            GroupSeal sealedGroup = sealedEngine.lead(sealed);
            sealed.admin().bootstrap();
            sealed.admin().enableStorageEnvelope();
            sealed.admin().enableRaftEnvelope(LoneEngine.GROUP);
            for (int size : Cells.SIZES) {
                measure(size, new Way(clear, clearGroup, size), new Way(sealed, sealedGroup, size));
            }
        }
        System.out.printf("    %,d bytes came out%n", used);
    }

    private void measure(int size, Way clear, Way sealed) throws IOException {
        for (int i = 0; i < WARM_UP_BATCHES; i++) {
            batch(clear);
            batch(sealed);
        }
        for (int pair = 0; pair < 2 * settings.pairs(); pair++) {
            boolean clearFirst = pair % 2 == 0;
            double first = batch(clearFirst ? clear : sealed);
            double second = batch(clearFirst ? sealed : clear);
            csv.row(size, pair, clearFirst ? first : second, clearFirst ? second : first);
        }
    }

    private double batch(Way way) {
        way.prepare();
        long start = System.nanoTime();
        used += way.apply();
        return (double) (System.nanoTime() - start) / BATCH;
    }
}
