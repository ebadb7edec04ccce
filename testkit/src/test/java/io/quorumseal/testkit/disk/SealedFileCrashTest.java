package io.quorumseal.testkit.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.disk.StrictFileSystem.Moment;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimFiles;
import io.quorumseal.testkit.sim.SimNode;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Power is lost at every file operation between create and commit: the name stands for the old file, the new one, or nothing. */
class SealedFileCrashTest {
    private static final String OLD = "old ".repeat(100);
    private static final String NEW = "new ".repeat(40_000);

    private final SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1").start();
    private final SimNode node = cluster.node("n1");
    private int crashPoints;

    SealedFileCrashTest() {
        Admin admin = node.runtime().admin();
        Admin.Result unused = admin.bootstrap();
        unused = admin.enableStorageEnvelope();
        unused = admin.enableRaftEnvelope(new GroupId(SimCluster.CONTROL));
        cluster.settle();
    }

    @Test
    @SuppressWarnings("SystemOut") // the number says what the test is worth
    void commit_powerLostAtAnyOperation_leavesTheOldFileTheNewOneOrNone() throws IOException {
        for (boolean replaces : new boolean[] {true, false}) {
            StrictFileSystem.Image before = before(replaces);
            for (Survival survival : Survival.all()) {
                for (Moment moment : Moment.values()) {
                    for (long at = 1; crashed(before, at, moment, survival, replaces); at++) {
                        crashPoints++;
                    }
                }
            }
        }
        System.out.println("sealed files: " + crashPoints + " crash points tried");
        assertTrue(crashPoints > 200, () -> "only " + crashPoints);
    }

    private StrictFileSystem.Image before(boolean replaces) throws IOException {
        if (replaces) {
            SimFiles.write(node, "f", OLD);
        } else {
            SimFiles.remove(node, "f");
        }
        node.stop();
        StrictFileSystem.Image image = node.disk().image();
        node.start();
        return image;
    }

    /** Tells whether power was lost while it was written; otherwise it is lost right afterwards. */
    private boolean crashed(StrictFileSystem.Image before, long at, Moment moment, Survival survival, boolean replaces)
            throws IOException {
        node.stop();
        node.disk().putBack(before);
        node.start();
        cluster.settle();
        node.disk().cutPowerAt(node.disk().operations() + at, moment);
        boolean committed = written();
        boolean meanwhile = node.disk().isOff();
        node.crash(survival);
        node.start();
        cluster.settle();
        check(committed, replaces);
        return meanwhile;
    }

    private boolean written() {
        try {
            SimFiles.write(node, "f", NEW);
            return true;
        } catch (IOException powerLost) {
            return false;
        }
    }

    private void check(boolean committed, boolean replaces) throws IOException {
        Set<String> left = SimFiles.onDisk(node).keySet();
        assertTrue(Set.of("f").containsAll(left), () -> "something else is left: " + left);
        if (committed) {
            assertEquals(NEW, SimFiles.read(node, "f"));
        } else if (left.isEmpty()) {
            assertFalse(replaces, "the old file is gone");
        } else {
            String found = SimFiles.read(node, "f");
            assertTrue(found.equals(NEW) || (replaces && found.equals(OLD)), "neither old nor new");
        }
        assertEquals(left, SimFiles.all(node).keySet(), "what was not finished is still there");
    }
}
