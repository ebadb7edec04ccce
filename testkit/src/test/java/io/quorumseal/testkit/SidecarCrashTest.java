package io.quorumseal.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.internal.sidecar.FileOps;
import io.quorumseal.testkit.StrictFileSystem.Moment;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** Loses power at every file operation, with everything that may be left of what was not durable. */
class SidecarCrashTest {
    private int crashPoints;

    @Test
    void write_powerLostAtAnyOperation_leavesTheOldBytesOrTheNew() {
        crashOnce(ops -> ops);
        report("one crash");
    }

    @Test
    void write_powerLostAgainAfterTheRestart_leavesTheOldBytesOrTheNew() {
        crashTwice();
        report("two crashes");
    }

    @SuppressWarnings("SystemOut") // the number says what the test is worth
    private void report(String kind) {
        System.out.println("sidecar, " + kind + ": " + crashPoints + " crash points tried");
        assertTrue(crashPoints > 1_000, () -> "only " + crashPoints);
    }

    @Test
    void write_withoutForcingTheDirectory_isFoundToLoseAnAcknowledgedWrite() {
        assertFound("forceDirectory", "acknowledged");
    }

    @Test
    void write_withoutForcingTheFile_isFoundToTearIt() {
        assertFound("force", "neither old nor new");
    }

    private void assertFound(String omitted, String message) {
        AssertionFailedError found = assertThrows(
                AssertionFailedError.class, () -> crashOnce(ops -> Omitting.without(ops, omitted)));
        assertTrue(found.getMessage().contains(message), found.getMessage());
    }

    private void crashOnce(UnaryOperator<FileOps> decorator) {
        for (Survival survival : Survival.all()) {
            for (Moment moment : Moment.values()) {
                for (long at = 1; crashAt(at, moment, survival, decorator); at++) {
                    crashPoints++;
                }
            }
        }
    }

    private static boolean crashAt(long at, Moment moment, Survival survival, UnaryOperator<FileOps> decorator) {
        StrictFileSystem disk = new StrictFileSystem(NodeLife.DATA_DIR);
        NodeLife life = new NodeLife(decorator.apply(disk));
        boolean crashed = crash(disk, at, moment, survival, () -> life.run(true, 3));
        assertTrue(crashed || life.acknowledged() == 3);
        goOn(life.next(), disk);
        return crashed;
    }

    private void crashTwice() {
        for (Survival survival : Survival.all()) {
            for (Moment moment : Moment.values()) {
                for (long first = 1; crashAgainAfter(first, moment, survival); first++) {
                    crashPoints++;
                }
            }
        }
    }

    /** Tries every second crash after one first crash; tells whether the first came about. */
    private boolean crashAgainAfter(long first, Moment moment, Survival survival) {
        boolean crashedFirst = true;
        boolean crashedAgain = true;
        for (long second = 1; crashedFirst && crashedAgain; second++) {
            StrictFileSystem disk = new StrictFileSystem(NodeLife.DATA_DIR);
            NodeLife life = new NodeLife(disk);
            crashedFirst = crash(disk, first, moment, survival, () -> life.run(false, 2));
            NodeLife next = life.next();
            crashedAgain = crash(disk, second, moment, survival, () -> next.run(false, 1));
            goOn(next.next(), disk);
            crashPoints++;
        }
        return crashedFirst;
    }

    private static boolean crash(
            StrictFileSystem disk, long at, Moment moment, Survival survival, Runnable life) {
        disk.cutPowerAt(at, moment);
        life.run();
        boolean crashed = disk.isOff();
        disk.restart(survival);
        return crashed;
    }

    /** The node opens, finds what it may find, and can write. */
    private static void goOn(NodeLife life, StrictFileSystem disk) {
        int before = life.acknowledged();
        life.run(true, 1);
        assertFalse(disk.isOff());
        assertTrue(life.acknowledged() > before);
    }
}
