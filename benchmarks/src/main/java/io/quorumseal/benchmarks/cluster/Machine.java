package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The machine's own speed, which others who share it change: what a fixed loop of AES-GCM takes in this process, noted before
 * each cell.
 */
final class Machine {
    /** A cell that was measured while the machine was this much faster or slower than at most times says little. */
    static final double MOST_CHANGE = 1.0 / 3;

    private static final int SIZE = 16 * 1024;
    private static final int MESSAGES = 10_000;
    private static final int WARM_UP_LOOPS = 3;
    private static final int TAG_BITS = 128;

    private final byte[] plaintext = new byte[SIZE];
    private final byte[] sealed = new byte[SIZE + TAG_BITS / Byte.SIZE];
    private final byte[] nonce = new byte[12];
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private final Cipher cipher;
    private final Map<Cell, Speed> notes = new LinkedHashMap<>();
    private final Csv csv;
    private long messages;

    /** What the loop took, in milliseconds. */
    private record Speed(double wall, double cpu) {}

    Machine() throws IOException {
        csv = new Csv(
                Settings.RESULTS.resolve("machine.csv"),
                "state",
                "size",
                "clients",
                "attempt",
                "wall_millis",
                "cpu_millis");
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < WARM_UP_LOOPS; i++) {
            var unused = loop();
        }
    }

    /** Notes how fast it is before a cell is measured; of several attempts the last counts. */
    void note(Cell cell, int attempt) throws IOException {
        Speed speed = loop();
        notes.put(cell, speed);
        csv.row(cell.state(), cell.size(), cell.clients(), attempt, speed.wall(), speed.cpu());
    }

    /** The cells before which the machine was another third faster or slower than at the median of all. */
    List<Cell> changed() {
        List<Cell> changed = new ArrayList<>();
        double wall = median(Speed::wall);
        double cpu = median(Speed::cpu);
        notes.forEach((cell, speed) -> {
            if (isOff(speed.wall(), wall) || isOff(speed.cpu(), cpu)) {
                changed.add(cell);
            }
        });
        return changed;
    }

    private double median(ToDoubleFunction<Speed> of) {
        return Spread.median(notes.values().stream().mapToDouble(of).toArray());
    }

    static boolean isOff(double found, double median) {
        return Math.abs(found / median - 1) > MOST_CHANGE;
    }

    private Speed loop() {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        for (int i = 0; i < MESSAGES; i++) {
            seal();
        }
        return new Speed(
                (System.nanoTime() - start) / 1e6,
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6);
    }

    private void seal() {
        ByteBuffer.wrap(nonce).putLong(messages++);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            int unused = cipher.doFinal(plaintext, 0, plaintext.length, sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
