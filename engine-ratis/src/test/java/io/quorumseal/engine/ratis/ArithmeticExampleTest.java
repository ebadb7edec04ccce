package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Admin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.examples.arithmetic.AssignmentMessage;
import org.apache.ratis.examples.arithmetic.expression.Expression;
import org.apache.ratis.examples.arithmetic.expression.Variable;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arithmetic example of Ratis, whose state machine is in a jar of its authors. */
class ArithmeticExampleTest {
    private static final String PLAIN = "canaryOfThePlainServer";
    private static final String BEFORE = "canaryBeforeTheCutover";
    private static final String AFTER = "canaryAfterTheCutover";
    private static final String RESTARTED = "canaryAfterTheRestart";

    @Test
    void stateMachineOfOthers_withTheServerOfTheGuide_leavesNoPlaintextBehindTheCutover(@TempDir Path directory)
            throws Exception {
        try (ArithmeticCluster cluster = new ArithmeticCluster(directory)) {
            cluster.startPlain();
            assign(cluster, PLAIN, 1);
            cluster.stop();
            cluster.startEncrypted();
            assign(cluster, BEFORE, 2);
            Admin admin = cluster.admin();
            admin.bootstrap();
            admin.enableStorageEnvelope();
            admin.enableRaftEnvelope(new GroupId("arithmetic"));
            assign(cluster, AFTER, 3);
            readEverywhere(cluster, Map.of(PLAIN, 1.0, BEFORE, 2.0, AFTER, 3.0));
            cluster.stop();
            cluster.startEncrypted();
            assign(cluster, RESTARTED, 4);
            readEverywhere(cluster, Map.of(PLAIN, 1.0, BEFORE, 2.0, AFTER, 3.0, RESTARTED, 4.0));
            cluster.stop();
            for (RaftPeer peer : cluster.peers()) {
                assertTrue(hasSegmentWith(cluster, peer, PLAIN), "the scan finds nothing at all");
                assertTrue(hasSegmentWith(cluster, peer, BEFORE), "the scan finds nothing at all");
            }
            assertEquals(List.of(), TestCluster.filesWith(directory, AFTER));
            assertEquals(List.of(), TestCluster.filesWith(directory, RESTARTED));
        }
    }

    private static boolean hasSegmentWith(ArithmeticCluster cluster, RaftPeer peer, String text) throws IOException {
        return TestCluster.filesWith(cluster.storage(peer).toPath(), text).stream()
                .anyMatch(file -> String.valueOf(file.getFileName()).startsWith("log_") && Files.isRegularFile(file));
    }

    private static void assign(ArithmeticCluster cluster, String name, double value) throws IOException {
        try (RaftClient client = cluster.client()) {
            while (!assigned(client, new Variable(name).assign(value))) {
                Thread.onSpinWait();
            }
        }
    }

    /** A leader that is not registered yet, as after its start, says that the write may succeed later. */
    private static boolean assigned(RaftClient client, AssignmentMessage assignment) throws IOException {
        try {
            return client.io().send(assignment).isSuccess();
        } catch (StateMachineException e) {
            var refusal =
                    assertInstanceOf(WriteRefusedException.class, e.getCause()).refusal();
            assertInstanceOf(RetryableException.class, refusal);
            return false;
        }
    }

    /** Has each node lead in turn: a leader that is ready has applied everything. */
    private static void readEverywhere(ArithmeticCluster cluster, Map<String, Double> wanted) throws IOException {
        try (RaftClient client = cluster.client()) {
            for (RaftPeer peer : cluster.peers()) {
                TestCluster.transfer(client, peer.getId());
                for (var variable : wanted.entrySet()) {
                    RaftClientReply reply = client.io().sendReadOnly(question(variable.getKey()));
                    assertEquals(peer.getId(), reply.getServerId());
                    assertEquals(variable.getValue(), value(reply));
                }
            }
        }
    }

    private static Message question(String name) {
        return Expression.Utils.toMessage(new Variable(name));
    }

    private static Double value(RaftClientReply reply) {
        byte[] answer = reply.getMessage().getContent().toByteArray();
        return Expression.Utils.bytes2Expression(answer, 0).evaluate(Map.of());
    }
}
