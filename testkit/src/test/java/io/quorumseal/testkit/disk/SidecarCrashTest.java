package io.quorumseal.testkit.disk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.testkit.disk.StrictFileSystem.Moment;
import io.quorumseal.testkit.sim.NodeLife;
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
        AssertionFailedError found =
                assertThrows(AssertionFailedError.class, () -> crashOnce(ops -> Omitting.without(ops, omitted)));
        assertTrue(String.valueOf(found.getMessage()).contains(message), found::getMessage);
    }

    private void crashOnce(UnaryOperator<FileOps> decorator) {
        for (Survival survival : Survival.all()) {
            for (Moment moment : Moment.values()) {
                long operations = new Trial(decorator, moment, survival).live(true, 3);
                for (long at = 1; at <= operations; at++) {
                    Trial trial = new Trial(decorator, moment, survival);
                    trial.crash(at, true, 3);
                    trial.goOn();
                    crashPoints++;
                }
            }
        }
    }

    private void crashTwice() {
        for (Survival survival : Survival.all()) {
            for (Moment moment : Moment.values()) {
                long operations = new Trial(ops -> ops, moment, survival).live(false, 2);
                for (long first = 1; first <= operations; first++) {
                    crashAgain(first, moment, survival);
                }
            }
        }
    }

    private void crashAgain(long first, Moment moment, Survival survival) {
        long operations = crashed(first, moment, survival).live(false, 1);
        for (long second = 1; second <= operations; second++) {
            Trial trial = crashed(first, moment, survival);
            trial.crash(second, false, 1);
            trial.goOn();
            crashPoints++;
        }
    }

    private static Trial crashed(long at, Moment moment, Survival survival) {
        Trial trial = new Trial(ops -> ops, moment, survival);
        trial.crash(at, false, 2);
        return trial;
    }

    /** One disk and the node that lives on it. */
    private static final class Trial {
        private final StrictFileSystem disk = new StrictFileSystem(NodeLife.DATA_DIR);
        private final Moment moment;
        private final Survival survival;
        private NodeLife life;

        Trial(UnaryOperator<FileOps> decorator, Moment moment, Survival survival) {
            this.moment = moment;
            this.survival = survival;
            this.life = new NodeLife(decorator.apply(disk));
        }

        /** Lives undisturbed; tells how many operations that took. */
        long live(boolean probe, int writes) {
            life.run(probe, writes);
            assertFalse(disk.isOff());
            return disk.operations();
        }

        void crash(long at, boolean probe, int writes) {
            disk.cutPowerAt(at, moment);
            life.run(probe, writes);
            assertTrue(disk.isOff(), () -> "no crash at " + at);
            disk.restart(survival);
            life = life.next();
        }

        /** The node opens, finds what it may find, and can write. */
        void goOn() {
            int before = life.acknowledged();
            live(false, 1);
            assertTrue(life.acknowledged() > before);
        }
    }
}
