package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KeyState;
import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client of the store: it knows address and group id, as every client does, and how questions are written, and nothing else.
 * {@code -Dquorumseal.questions=N} has it ask more.
 */
class StrangerTest {
    private static final int QUESTIONS = Integer.getInteger("quorumseal.questions", 2_000);
    private static final int KINDS = 20;

    private final Random random = new Random(7);

    @Test
    void questions_ofEveryKindByAClientOfTheStore_changeNothing(@TempDir Path directory)
            throws IOException, InterruptedException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL)) {
            cluster.startSealing();
            Map<RaftPeerId, KeyState> before = keys(cluster);
            try (Writers writers = new Writers(cluster, 1);
                    RaftClient client = TestCluster.newClient(cluster.group(TestCluster.CONTROL))) {
                for (int i = 0; i < QUESTIONS; i++) {
                    TestNode node = cluster.nodes.get(i % cluster.nodes.size());
                    ask(client, node, frame(client, node, i));
                }
                writers.awaitWrites(10);
                writers.stop();
                assertEquals(List.of(), writers.failures());
            }
            assertEquals(before, keys(cluster));
            for (TestNode node : cluster.nodes) {
                long strangers = node.seal().status().counters().strangers();
                assertTrue(strangers > QUESTIONS / 10, () -> strangers + " strangers");
                assertTrue(node.seal().status().health().registered());
            }
            cluster.stop();
            cluster.start();
            RaftClientReply written = cluster.put(TestCluster.CONTROL, "after=it");
            assertTrue(written.isSuccess());
        }
    }

    /** What a start and its registrations change by themselves is compared without the writers' indexes. */
    private static Map<RaftPeerId, KeyState> keys(TestCluster cluster) throws IOException, InterruptedException {
        cluster.awaitEqual(TestCluster.CONTROL);
        Map<RaftPeerId, KeyState> keys = new HashMap<>();
        for (TestNode node : cluster.nodes) {
            keys.put(node.id(), node.seal().status().keys());
        }
        return keys;
    }

    private static byte[] ask(RaftClient client, TestNode node, byte[] frame) throws IOException {
        RaftClientReply reply = client.io().sendStaleRead(Question.of(frame), 0, node.id());
        assertNotNull(reply.getMessage());
        return Question.answer(reply.getMessage());
    }

    /** A question that has all but the proof, in turn with what is no question. */
    private byte[] frame(RaftClient client, TestNode node, int number) throws IOException {
        byte[] hello = FrameCodec.encode(new Frame.Hello("n" + (1 + random.nextInt(3)), bytes(random.nextInt(100))));
        return switch (number / 3 % 4) {
            case 0 -> hello;
            case 1 -> asItWasBefore(random.nextInt(KINDS));
            case 2 -> bytes(random.nextInt(200));
            default -> question(hello, ask(client, node, hello), number / 12 % KINDS);
        };
    }

    private byte[] question(byte[] hello, byte[] answer, int kind) {
        Frame.Greeting greeting = (Frame.Greeting) FrameCodec.decode(answer);
        String asker = ((Frame.Hello) FrameCodec.decode(hello)).asker();
        return FrameCodec.encode(new Frame.Question(
                kind,
                asker,
                greeting.node(),
                random.nextBoolean() ? TestCluster.CONTROL : "made up " + random.nextInt(),
                random.nextBoolean() ? greeting.dek() : Optional.empty(),
                greeting.challenge(),
                bytes(Frame.NONCE),
                bytes(random.nextInt(60)),
                bytes(Frame.TAG)));
    }

    /** Version, kind, and the cluster's name: what was a question before nodes proved who they are. */
    private byte[] asItWasBefore(int kind) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1);
        out.write(kind);
        out.write(0);
        byte[] cluster = "test".getBytes(StandardCharsets.UTF_8);
        out.write(cluster.length);
        out.write(cluster);
        out.write(bytes(random.nextInt(60)));
        return out.toByteArray();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
