package io.quorumseal.testkit.sim;

import io.quorumseal.core.internal.sidecar.FileOps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What somebody can do to a node's disk behind its back. */
public final class Disks {
    private static final Path DIRECTORY = Path.of("/data/encryption");
    private static final Path SIDECAR = DIRECTORY.resolve("keys.json");

    private Disks() {}

    static byte[] sidecar(SimNode node) {
        try {
            return node.disk().read(SIDECAR, 1 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void replaceSidecar(SimNode node, byte[] bytes) {
        try {
            node.disk().delete(SIDECAR);
            try (FileOps.NewFile file = node.disk().createFile(SIDECAR)) {
                file.write(bytes);
                file.force();
            }
            node.disk().forceDirectory(DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void removeSidecar(SimNode node) {
        try {
            node.disk().delete(SIDECAR);
            node.disk().forceDirectory(DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
