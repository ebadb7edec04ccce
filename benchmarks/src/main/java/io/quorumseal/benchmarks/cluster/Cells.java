package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.util.List;

/**
 * Sizes of values by numbers of clients, on two clusters that run side by side and of which one is written to at a time, once
 * their processes have been written to for a while.
 */
final class Cells {
    static final List<Integer> SIZES = List.of(64, 1024, 16 * 1024);
    static final int MOST_CLIENTS = 64;
    static final List<Integer> CLIENTS = List.of(1, MOST_CLIENTS);

    /** Code is compiled for what it has seen, and large messages have a loop of their own. */
    private static final int WARM_UP_PAIRS = 4;

    private final Settings settings;
    private final Machine machine;
    private final Csv csv;
    private final Side clear;
    private final Side sealed;

    Cells(Settings settings, Machine machine, Csv csv, Side clear, Side sealed) {
        this.settings = settings;
        this.machine = machine;
        this.csv = csv;
        this.clear = clear;
        this.sealed = sealed;
    }

    void run() throws IOException, InterruptedException {
        for (int size : SIZES) {
            warm(new Cell(Cell.WARM, size, MOST_CLIENTS), WARM_UP_PAIRS);
            for (int clients : CLIENTS) {
                cell(new Cell(Cell.WARM, size, clients), 0);
            }
        }
    }

    /** Measures a cell once more. */
    void again(Cell cell) throws IOException, InterruptedException {
        warm(cell, 1);
        cell(cell, 1);
    }

    private Pairs pairs(Cell cell) {
        return new Pairs(clear, sealed, side -> Load.slice(side, cell.size(), cell.clients(), settings.slice()));
    }

    private void warm(Cell cell, int count) throws IOException, InterruptedException {
        Pairs pairs = pairs(cell);
        for (int i = 0; i < count; i++) {
            pairs.one();
        }
    }

    private void cell(Cell cell, int attempt) throws IOException, InterruptedException {
        System.out.printf("    %,d B, %d clients%n", cell.size(), cell.clients());
        machine.note(cell, attempt);
        warm(cell, 1);
        clear.dropLog();
        sealed.dropLog();
        long clearBefore = clear.diskBytes();
        long sealedBefore = sealed.diskBytes();
        Pairs pairs = pairs(cell);
        while (pairs.count() < settings.pairs()
                || (pairs.count() < settings.mostPairs() && !pairs.isSteady(settings.pairs()))) {
            pairs.one();
        }
        pairs.write(csv, cell, attempt, clear.diskBytes() - clearBefore, sealed.diskBytes() - sealedBefore);
    }
}
