package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The first seconds after a start, from the first answered write on: each side of each pair gets three new processes, and
 * nothing else runs meanwhile. The sealed cluster was cut over in an earlier life.
 */
final class Cold {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final List<Integer> SIZES = Cells.SIZES;
    private static final int CLIENTS = 8;
    private static final int SOME = 100;

    private final Settings settings;
    private final Machine machine;
    private final Csv csv;

    Cold(Settings settings, Machine machine, Csv csv) {
        this.settings = settings;
        this.machine = machine;
        this.csv = csv;
    }

    /** Makes the two clusters, and measures. */
    void run() throws IOException, InterruptedException {
        try (Side clear = Side.start("cold-cleartext", false);
                Side sealed = Side.start("cold-sealed", true)) {
            sealed.cutOver();
            end(clear);
            end(sealed);
            for (int size : SIZES) {
                cell(clear, sealed, new Cell(Cell.COLD, size, CLIENTS), 0);
            }
            for (Cell cell : machine.changed()) {
                if (cell.state().equals(Cell.COLD)) {
                    cell(clear, sealed, cell, 1);
                }
            }
        }
    }

    private void cell(Side clear, Side sealed, Cell cell, int attempt) throws IOException, InterruptedException {
        System.out.printf("    %,d B, %d clients, after a start%n", cell.size(), cell.clients());
        machine.note(cell, attempt);
        Pairs pairs = new Pairs(clear, sealed, side -> slice(side, cell));
        for (int pair = 0; pair < settings.coldPairs(); pair++) {
            pairs.one();
        }
        pairs.write(csv, cell, attempt, 0, 0);
    }

    private Load.Slice slice(Side side, Cell cell) throws IOException, InterruptedException {
        side.startAgain();
        // Answered by a leader that is ready.
        side.write(new byte[cell.size()]);
        Load.Slice slice = Load.slice(side, cell.size(), cell.clients(), FIRST);
        end(side);
        return slice;
    }

    /** What it starts from next is a snapshot, not a log to apply. */
    private static void end(Side side) throws IOException {
        for (int i = 0; i < SOME; i++) {
            side.write(new byte[1]);
        }
        side.dropLog();
        side.stop();
    }
}
