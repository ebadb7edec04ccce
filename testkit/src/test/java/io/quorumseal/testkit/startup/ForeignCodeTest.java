package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.SealListener.Event;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is foreign to the library may fail in any way, and takes nothing with it. */
class ForeignCodeTest {
    private static final Duration HANGS = Duration.ofSeconds(20);

    @TempDir
    Path parent;

    private Life life;
    private TestEngine engine;

    @BeforeEach
    void makeDirectory() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
        engine = life.engine();
    }

    private static ByteBuffer payload() {
        return ByteBuffer.wrap(new byte[100]);
    }

    private static final class Foreign extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void open_errorInTheInstaller_leavesTheDirectoryUnlocked() {
        TestLog log = life.livedThroughCutover();
        Engine.Recovered files = Life.applied(log);
        assertThrows(
                Foreign.class,
                () -> life.alone(life.engine().recovering(files))
                        .wrapInstaller((group, cutover, dek) -> {
                            throw new Foreign();
                        })
                        .open());
        try (QuorumSeal again = life.alone(life.engine().recovering(files)).open()) {
            assertEquals(3, again.group("control").cutover().orElseThrow());
        }
    }

    /** Wherever it is asked, before the pin and under it. */
    @Test
    void begin_engineThatFailsUnderThePin_leavesNoPin() {
        try (QuorumSeal runtime = life.leading(engine)) {
            int call = 1;
            while (failsAtCall(call, runtime)) {
                call++;
            }
            assertTrue(call > 2, "the engine was asked " + (call - 1) + " times");
            assertFalse(runtime.admin().bootstrap().already());
            assertFalse(runtime.admin().enableRaftEnvelope(Life.CONTROL).already());
        }
    }

    /** Whether it is called so often, and has thrown then. */
    private boolean failsAtCall(int failing, QuorumSeal runtime) {
        AtomicInteger calls = new AtomicInteger();
        Thread beginning = Thread.currentThread();
        engine.onLeadership(() -> {
            if (Thread.currentThread() == beginning && calls.incrementAndGet() == failing) {
                throw new Foreign();
            }
        });
        try (Proposal proposal = runtime.group("control").begin(payload())) {
            assertEquals(TestLog.TERM, proposal.term());
            return false;
        } catch (Foreign e) {
            return true;
        } finally {
            engine.onLeadership(() -> {});
        }
    }

    @Test
    void listener_thatThrows_breaksNothing() {
        SealListener throwing = (event, group, text) -> {
            throw new Foreign();
        };
        try (QuorumSeal runtime = life.alone(engine).listener(throwing).open()) {
            engine.lead(runtime);
            Life.cutOver(runtime);
            try (Proposal proposal = runtime.group("control").begin(payload())) {
                assertEquals(TestLog.TERM, proposal.term());
            }
        }
    }

    @Test
    void listener_thatClosesWhenItIsToldOfAHalt_doesNotHang() {
        AtomicReference<QuorumSeal> opened = new AtomicReference<>();
        SealListener closing = (event, group, text) -> {
            if (event == Event.HALTED) {
                Objects.requireNonNull(opened.get()).close();
            }
        };
        QuorumSeal runtime = life.alone(engine).listener(closing).open();
        opened.set(runtime);
        engine.lead(runtime);
        Life.cutOver(runtime);
        LogPosition behind =
                new LogPosition(Life.CONTROL, TestLog.TERM, engine.control().last() + 1);
        assertTimeoutPreemptively(
                HANGS,
                () -> assertThrows(
                        HaltApplyException.class, () -> runtime.group("control").open(behind, payload())));
        assertThrows(RejectedException.class, () -> runtime.group("control").open(behind, payload()));
    }
}
