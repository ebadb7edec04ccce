package io.quorumseal.testkit.sim;

import static org.junit.jupiter.api.Assertions.fail;

import io.quorumseal.api.QuorumSealException;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One opening of a node's sidecar: reads, writes numbered contents, and notes which writes were acknowledged. The next
 * life goes on counting, and fails the test if it reads what may not be there.
 */
public final class NodeLife {
    public static final Path DATA_DIR = Path.of("/data");

    private final FileOps ops;
    private int acknowledged;
    private int attempted;

    public NodeLife(FileOps ops) {
        this.ops = ops;
    }

    /** Begins the life that follows on this one. */
    public NodeLife next() {
        NodeLife next = new NodeLife(ops);
        next.acknowledged = acknowledged;
        next.attempted = attempted;
        return next;
    }

    /** Runs until it is through or the power is gone. */
    public void run(boolean probe, int writes) {
        try (FileSidecarStore store = FileSidecarStore.open(DATA_DIR, ops)) {
            if (probe) {
                store.probe();
            }
            check(store.read());
            for (int i = 0; i < writes; i++) {
                write(store);
            }
        } catch (QuorumSealException powerLost) {
            // what it acknowledged before is what counts
        }
    }

    private void write(FileSidecarStore store) {
        attempted++;
        store.write(content(attempted));
        acknowledged = attempted;
    }

    private void check(Optional<byte[]> found) {
        int number = found.map(this::number).orElse(0);
        if (number < acknowledged) {
            fail("the acknowledged write " + acknowledged + " is lost, " + number + " is there");
        }
        acknowledged = number;
    }

    private int number(byte[] bytes) {
        for (int number = 1; number <= attempted; number++) {
            if (java.util.Arrays.equals(bytes, content(number))) {
                return number;
            }
        }
        return fail("neither old nor new: " + new String(bytes, StandardCharsets.UTF_8));
    }

    /** Contents of different lengths, so that half of one is never another. */
    private static byte[] content(int number) {
        return ("contents " + number + " ").repeat(1 + (number * 7) % 5).getBytes(StandardCharsets.UTF_8);
    }

    public int acknowledged() {
        return acknowledged;
    }
}
