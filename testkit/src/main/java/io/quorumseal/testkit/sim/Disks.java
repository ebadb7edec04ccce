package io.quorumseal.testkit.sim;

import io.quorumseal.core.internal.disk.FileOps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What somebody can do to a node's disk behind its back. */
public final class Disks {
    private static final Path DIRECTORY = Path.of("/data/encryption");
    private static final int MOST_BYTES = 1 << 20;

    /** Where a node has its key file. */
    public static final Path SIDECAR = DIRECTORY.resolve("keys.json");

    private Disks() {}

    /**
     * Makes a key file without keys, hence without a MAC.
     *
     * @param node the name of the node that it says it is of
     * @param opening the opening that it says it is of
     * @param applied through which index it says that the control log was applied
     * @param more further members of the control group's record; each begins with a comma
     * @return the file
     */
    public static byte[] sidecarWithoutKeys(String node, int opening, long applied, String more) {
        return """
                {
                  "active": {"raft": 0, "storage": 0},
                  "keys": {},
                  "raft_applied_index": %d,
                  "raft_envelope_cutover_index": 0,
                  "storage_envelope_active": false,
                  "storage_envelope_cutover_index": 0,
                  "version": 2,
                  "quorumseal": {
                    "cluster": "sim", "node": "%s", "opening": %d, "control": "control",
                    "groups": {"control": {"log": "control-log-0", "undecided": false, "registered": 0%s}}
                  }
                }""".formatted(applied, node, opening, more).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a node's key file. */
    public static byte[] sidecar(SimNode node) {
        try {
            return node.disk().read(SIDECAR, MOST_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts another key file in the place of a node's own. */
    public static void replaceSidecar(SimNode node, byte[] bytes) {
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

    /** Leaves in a node's key file what the reference writes: no MAC, and nothing of ours. */
    public static void reduceToTheReferences(SimNode node) {
        String text = new String(sidecar(node), StandardCharsets.UTF_8);
        String reduced = without("quorumseal", without("mac", text));
        replaceSidecar(node, reduced.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes an object out that is a member of the outermost one, with the comma before or behind it. */
    private static String without(String member, String text) {
        int from = text.indexOf('"' + member + "\": {");
        int to = text.indexOf('{', from) + 1;
        for (int depth = 1; depth > 0; to++) {
            depth += text.charAt(to) == '{' ? 1 : text.charAt(to) == '}' ? -1 : 0;
        }
        String before = text.substring(0, from).stripTrailing();
        String after = text.substring(to).stripLeading();
        return after.startsWith(",") ? before + after.substring(1) : before.substring(0, before.length() - 1) + after;
    }

    /** Deletes a node's key file. */
    public static void removeSidecar(SimNode node) {
        try {
            node.disk().delete(SIDECAR);
            node.disk().forceDirectory(DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
