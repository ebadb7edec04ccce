package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.ratis.protocol.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is closed while an entry cannot be applied: it has to end, and the entry is met again. */
class ClosingTest {
    private final CountDownLatch met = new CountDownLatch(1);

    @Test
    void stalledApply_closes_andAppliesAfterARestart(@TempDir Path directory) throws Exception {
        closesAndAppliesLater(directory, () -> new Opened.NotYet("a test", new CompletableFuture<>()));
    }

    @Test
    void haltWhileClosing_closes_andAppliesAfterARestart(@TempDir Path directory) throws Exception {
        closesAndAppliesLater(directory, () -> {
            awaitClosing();
            throw new HaltApplyException(HaltApplyException.Reason.STORAGE, "a test");
        });
    }

    private void closesAndAppliesLater(Path directory, Supplier<Opened> faulty) throws Exception {
        try (TestCluster cluster = TestCluster.single(directory)) {
            TestNode node = cluster.nodes.get(0);
            node.around = good -> new FaultyRuntime(good, group -> new Faulty(group, faulty));
            cluster.start();
            cluster.put(TestCluster.CONTROL, "good=1");
            var unused = cluster.client(TestCluster.CONTROL).async().send(Message.valueOf("late=1"));
            met.await();
            node.close();
            KvStateMachine before = node.machine(cluster.group(TestCluster.CONTROL));
            before.awaitClosed();
            assertFalse(before.copy().containsKey("late"));
            node.around = good -> good;
            node.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals(
                    "1", node.machine(cluster.group(TestCluster.CONTROL)).copy().get("late"));
        }
    }

    /** Until Ratis waits for the thread that applies: then it is too late to throw. */
    private static void awaitClosing() {
        while (Thread.getAllStackTraces().values().stream().noneMatch(ClosingTest::joinsUpdater)) {
            Thread.onSpinWait();
        }
    }

    private static boolean joinsUpdater(StackTraceElement[] stack) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals("stopAndJoin"))
                && Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals("join"));
    }

    private final class Faulty extends FaultyRuntime.Group {
        private final Supplier<Opened> faulty;

        Faulty(GroupSeal good, Supplier<Opened> faulty) {
            super(good);
            this.faulty = faulty;
        }

        @Override
        public Opened open(LogPosition position, ByteBuffer logged) {
            String text = StandardCharsets.UTF_8.decode(logged.duplicate()).toString();
            if (!text.startsWith("late")) {
                return super.open(position, logged);
            }
            met.countDown();
            return faulty.get();
        }
    }
}
