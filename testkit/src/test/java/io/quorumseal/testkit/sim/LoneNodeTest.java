package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.LoneNode.CONTROL;
import static io.quorumseal.testkit.sim.LoneNode.DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.Opened;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.internal.format.EntryFrame;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One node alone, whose engine is slow, and whose engine, listener and disk fail as foreign code does. */
class LoneNodeTest {
    private static final Duration LATE = Duration.ofSeconds(31);

    private static ByteBuffer payload() {
        return ByteBuffer.wrap(new byte[] {'x'});
    }

    @ParameterizedTest
    @EnumSource
    void marker_appliedAfterItsOutcomeWasUnknown_endsTheHoldAndTheDoubt(Append append) {
        LoneNode node = LoneNode.bootstrapped(append);
        node.ask(() -> node.seal().admin().enableRaftEnvelope(CONTROL));
        node.tick(LATE);
        LogPosition marker = node.appendNext();
        assertEquals(marker.index(), node.group(CONTROL).cutover().orElseThrow());
        node.group(CONTROL).begin(payload()).close();
        node.ask(() -> node.seal().admin().rotate(Purpose.RAFT));
        assertEquals(1, node.proposals(), () -> String.join("\n", node.events));
    }

    @Test
    void begin_foreignExceptionUnderThePin_letsGoOfIt() {
        LoneNode node = LoneNode.bootstrapped(Append.ON_CONDITION_OF_TERM);
        AtomicInteger asked = new AtomicInteger();
        node.beforeLeadershipIsTold = () -> {
            if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("the engine fails");
            }
        };
        assertThrows(IllegalStateException.class, () -> node.group(CONTROL).begin(payload()));
        node.beforeLeadershipIsTold = () -> {};
        node.ask(() -> node.seal().admin().enableRaftEnvelope(CONTROL));
        assertEquals(1, node.proposals(), "the marker waits for no pin");
    }

    @Test
    void open_errorOfTheEngine_givesTheDirectoryBack() {
        LoneNode node = LoneNode.closed(Append.INDEX_KNOWN);
        node.beforeFilesAreRead = () -> {
            throw new NoClassDefFoundError("a part of the engine");
        };
        assertThrows(NoClassDefFoundError.class, node::open);
        node.beforeFilesAreRead = () -> {};
        assertEquals(1, node.open().seal().status().opening().value());
    }

    @Test
    void open_firstStart_saysNothingAlarming() {
        LoneNode node = LoneNode.closed(Append.INDEX_KNOWN);
        List<SealListener.Severity> told = new ArrayList<>();
        node.listener = (event, group, text) -> told.add(event.severity());
        node.open();
        assertEquals(
                List.of(SealListener.Severity.INFO), told.stream().distinct().toList());
    }

    @Test
    void listener_thatThrows_endsNothing() {
        LoneNode node = LoneNode.closed(Append.INDEX_KNOWN);
        node.listener = (event, group, text) -> {
            throw new IllegalStateException("the listener fails at " + event);
        };
        node.open();
        assertEquals(1, node.seal().status().opening().value());
    }

    /** A payload with the mark of an encryption entry and nothing behind it halts. */
    @Test
    void listener_thatClosesWhenAGroupHalts_doesNotHang() {
        LoneNode node = LoneNode.bootstrapped(Append.INDEX_KNOWN);
        byte[] poison = Arrays.copyOf(EntryFrame.frame(new EncryptionEntry.Void("x")), 17);
        poison[16] = 127;
        CompletableFuture<Void> closing = new CompletableFuture<>();
        node.listener = (event, group, text) -> {
            if (event == SealListener.Event.HALTED) {
                node.seal().close();
                closing.complete(null);
            }
        };
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThrows(
                        HaltApplyException.class,
                        () -> node.group(CONTROL).open(new LogPosition(CONTROL, 1, 9), ByteBuffer.wrap(poison))));
        assertTrue(closing.isDone());
        node.settle();
        RejectedException closed =
                assertThrows(RejectedException.class, () -> node.group(CONTROL).begin(payload()));
        assertEquals(RejectedException.Reason.CLOSED, closed.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "n1 ", " n1", "n\n1", "n\u00001", "n\u00851"})
    void open_nameThatLooksLikeAnother_isRefused(String name) {
        LoneNode node = LoneNode.closed(Append.INDEX_KNOWN);
        node.name = name;
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, node::open);
        assertEquals(Refusal.CONFIGURATION, refused.refusal());
        assertTrue(String.valueOf(refused.getMessage()).startsWith("node "), refused::getMessage);
    }

    /** A disk that takes long for a write of key state. */
    private static final class SlowStore implements UnaryOperator<SidecarStore> {
        final CountDownLatch writing = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        volatile boolean slow;

        @Override
        public SidecarStore apply(SidecarStore real) {
            return (SidecarStore) Proxy.newProxyInstance(
                    SidecarStore.class.getClassLoader(), new Class<?>[] {SidecarStore.class}, (proxy, method, args) -> {
                        if (slow && method.getName().equals("write")) {
                            writing.countDown();
                            goOn.await();
                        }
                        try {
                            return method.invoke(real, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @Test
    void open_payloadWhileKeyStateIsWritten_doesNotWait() throws InterruptedException {
        SlowStore disk = new SlowStore();
        LoneNode node = LoneNode.bootstrapped(Append.INDEX_KNOWN, disk);
        node.ask(() -> node.seal().admin().rotate(Purpose.STORAGE));
        disk.slow = true;
        Thread applying = new Thread(node::appendNext);
        applying.start();
        disk.writing.await();
        try {
            Opened opened = assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> node.group(DATA).open(new LogPosition(DATA, 1, 1), payload()));
            assertInstanceOf(Opened.Payload.class, opened);
        } finally {
            disk.goOn.countDown();
            applying.join();
        }
    }
}
