package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that were checked in one term and come to the append in another one of the same leader. */
class TermChangeTest {
    private static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);

    @Test
    void entryOfOurs_appendedInAnotherTerm_isVoid(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing();
                BeforeAppend gap = new BeforeAppend()) {
            // The others have been told of the keys, for which the leader appended an entry.
            cluster.awaitEqual(TestCluster.CONTROL);
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            DekId active = leader.seal().status().keys().activeDek(Purpose.RAFT).orElseThrow();
            gap.holdNext();
            CompletableFuture<?> rotation = run(() -> leader.seal().admin().rotate(Purpose.RAFT));
            gap.awaitHeld();
            cluster.leadAway(leader);
            cluster.leadBack(leader);
            gap.release();
            var error = assertThrows(CompletionException.class, rotation::join);
            assertEquals(
                    RetryableException.Reason.TERM_CHANGED,
                    assertInstanceOf(RetryableException.class, error.getCause()).reason());
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals(
                    active,
                    leader.seal().status().keys().activeDek(Purpose.RAFT).orElseThrow());
        }
    }

    @Test
    void write_begunWithoutKeysAndAppendedBehindTheCutover_isRefused(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start();
                BeforeAppend gap = new BeforeAppend();
                RaftClient client = TestCluster.newClient(cluster.group(TestCluster.CONTROL))) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            gap.holdNext("straddling");
            CompletableFuture<?> write = run(() -> client.io().send(Message.valueOf("straddling=canary")));
            gap.awaitHeld();
            cluster.leadAway(leader);
            cluster.admin().bootstrap();
            cluster.admin().enableRaftEnvelope(CONTROL);
            cluster.leadBack(leader);
            gap.release();
            var error = assertThrows(CompletionException.class, write::join);
            var refused = assertInstanceOf(StateMachineException.class, error.getCause());
            assertInstanceOf(
                    RetryableException.class,
                    assertInstanceOf(WriteRefusedException.class, refused.getCause())
                            .refusal());
            assertEquals(leader, cluster.leader(TestCluster.CONTROL));
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals(
                    0, TestCluster.filesWith(directory, "straddling=canary").size());
        }
    }

    @Test
    void write_begunWithKeysAndAppendedInAnotherTerm_isSealedThere(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start();
                BeforeAppend gap = new BeforeAppend();
                RaftClient client = TestCluster.newClient(cluster.group(TestCluster.CONTROL))) {
            cluster.admin().bootstrap();
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            gap.holdNext("straddling");
            CompletableFuture<?> write = run(() -> client.io().send(Message.valueOf("straddling=canary")));
            gap.awaitHeld();
            cluster.leadAway(leader);
            cluster.admin().enableRaftEnvelope(CONTROL);
            cluster.leadBack(leader);
            gap.release();
            write.join();
            cluster.awaitEqual(TestCluster.CONTROL);
            for (TestNode node : cluster.nodes) {
                assertEquals(
                        "canary",
                        node.machine(cluster.group(TestCluster.CONTROL)).copy().get("straddling"));
            }
            assertEquals(
                    0, TestCluster.filesWith(directory, "straddling=canary").size());
        }
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static CompletableFuture<Object> run(Call call) {
        CompletableFuture<Object> done = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        done.complete(call.run());
                    } catch (Exception e) {
                        done.completeExceptionally(e);
                    }
                })
                .start();
        return done.thenApply(value -> value);
    }
}
