package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.rpc.Connection;
import com.alipay.sofa.jraft.rpc.RaftRpcServerFactory;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.RpcServer;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    @TempDir
    Path directory;

    /** A node that writes down what it is asked. */
    private static final class Asked implements RpcProcessor<Frame> {
        final List<Frame> questions = new CopyOnWriteArrayList<>();
        final boolean answers;

        Asked(boolean answers) {
            this.answers = answers;
        }

        @Override
        public void handleRequest(RpcContext context, Frame question) {
            questions.add(question);
            if (answers || question.kind() == Frame.PING_LEADER) {
                context.sendResponse(new Frame(Frame.ANSWER, question.content()));
            }
        }

        @Override
        public String interest() {
            return Frame.class.getName();
        }
    }

    private static PeerId free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new PeerId("127.0.0.1", socket.getLocalPort());
        }
    }

    private static RpcServer serve(PeerId peer, Asked asked) {
        RpcServer server = RaftRpcServerFactory.createRaftRpcServer(peer.getEndpoint());
        server.registerProcessor(asked);
        server.init(null);
        return server;
    }

    @Test
    void ask_carriesAnyBytesThereAndBack() throws IOException {
        PeerId peer = free();
        RpcServer server = serve(peer, new Asked(true));
        try (Peers peers = new Peers()) {
            byte[] all = new byte[70_000];
            for (int i = 0; i < all.length; i++) {
                all[i] = (byte) i;
            }
            assertArrayEquals(all, peers.ask(peer, new Frame(Frame.ASK, all), Duration.ofSeconds(5)));
            assertArrayEquals(new byte[0], peers.ask(peer, Frame.of(Frame.ASK), Duration.ofSeconds(5)));
        } finally {
            server.shutdown();
        }
    }

    /** It was delivered, the answer is missing: nobody sends it again. */
    @Test
    void ask_whoseAnswerIsMissing_isDeliveredOnce() throws IOException {
        PeerId peer = free();
        Asked asked = new Asked(false);
        RpcServer server = serve(peer, asked);
        try (Peers peers = new Peers()) {
            assertThrows(IOException.class, () -> peers.ask(peer, Frame.of(Frame.ASK), SHORT));
            // What is asked later arrives later on the same connection.
            byte[] unused = peers.ask(peer, Frame.of(Frame.PING_LEADER), SHORT);
            assertEquals(
                    List.of(Frame.ASK, Frame.PING_LEADER),
                    asked.questions.stream().map(Frame::kind).toList());
        } finally {
            server.shutdown();
        }
    }

    @Test
    void ask_ofANodeThatIsDownOrNone_saysThatNobodyAnswered() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start()) {
            TestNode down = cluster.nodes.get(2);
            down.close();
            JRaftEngine engine = cluster.nodes.get(0).engine();
            for (String name : List.of(down.name(), "no peer")) {
                CompletableFuture<byte[]> answer = engine.ask(name, new byte[1]).toCompletableFuture();
                CompletionException failure = assertThrows(CompletionException.class, answer::join);
                RetryableException typed = assertInstanceOf(RetryableException.class, failure.getCause());
                assertEquals(Reason.NO_ANSWER, typed.reason());
            }
        }
    }

    /** It says that it leads, takes the question, and is not heard of again: nobody else is asked. */
    @Test
    void askLeader_whoseAnswerIsMissing_isDeliveredOnce() throws IOException {
        PeerId peer = free();
        Asked asked = new Asked(false);
        RpcServer server = serve(peer, asked);
        ExecutorService executor = Background.executor();
        try (Peers peers = new Peers()) {
            LeaderSearch search =
                    new LeaderSearch(peers, () -> List.of(peer), executor, new byte[1], Duration.ofSeconds(3), SHORT);
            search.search();
            CompletionException failure = assertThrows(
                    CompletionException.class, () -> search.answer().join());
            assertEquals(
                    Reason.NO_ANSWER,
                    assertInstanceOf(RetryableException.class, failure.getCause())
                            .reason());
            assertEquals(
                    List.of(Frame.ASK_LEADER),
                    asked.questions.stream()
                            .map(Frame::kind)
                            .filter(kind -> kind != Frame.PING_LEADER)
                            .toList());
        } finally {
            executor.shutdown();
            server.shutdown();
        }
    }

    @Test
    void askLeader_withoutALeader_fails() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start()) {
            TestNode last = cluster.nodes.get(0);
            for (TestNode node : cluster.nodes) {
                if (node != last) {
                    node.close();
                }
            }
            cluster.signal.await(() -> !last.leads(TestCluster.CONTROL), () -> "it leads on");
            CompletableFuture<byte[]> answer =
                    last.engine().askLeader(new byte[1]).toCompletableFuture();
            CompletionException failure = assertThrows(CompletionException.class, answer::join);
            assertInstanceOf(RetryableException.class, failure.getCause());
        }
    }

    /** Before there is a runtime, and where another node leads, the question reaches no runtime. */
    @Test
    void desk_beforeTheRuntimeIsOpen_servesNothing() {
        AnswerDesk desk = new AnswerDesk(io.quorumseal.api.spi.Engine.Leadership.Following::new);
        for (byte kind : new byte[] {Frame.ASK, Frame.ASK_LEADER, Frame.PING_LEADER, 0, 99}) {
            List<Object> sent = new CopyOnWriteArrayList<>();
            desk.handleRequest(into(sent), new Frame(kind, "question".getBytes(StandardCharsets.UTF_8)));
            assertEquals(1, sent.size());
            assertEquals(Frame.NOT_SERVED, ((Frame) sent.get(0)).kind());
        }
    }

    private static RpcContext into(List<Object> sent) {
        return new RpcContext() {
            @Override
            public void sendResponse(Object response) {
                sent.add(response);
            }

            @Override
            public Connection getConnection() {
                throw new IllegalStateException("not asked for");
            }

            @Override
            public String getRemoteAddress() {
                return "";
            }
        };
    }

    /** What a stranger sends to a node that runs changes nothing, and is answered. */
    @Test
    void strangersQuestions_changeNothing() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing();
                Peers stranger = new Peers()) {
            cluster.awaitEqual(TestCluster.CONTROL);
            TestNode node = cluster.leader(TestCluster.CONTROL);
            var before = node.seal().status().keys();
            for (int i = 0; i < 200; i++) {
                byte[] question = new byte[i];
                Arrays.fill(question, (byte) i);
                byte kind = i % 2 == 0 ? Frame.ASK : Frame.ASK_LEADER;
                byte[] unused = stranger.ask(node.peer, new Frame(kind, question), Duration.ofSeconds(5));
            }
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals(before, node.seal().status().keys());
            assertTrue(node.seal().status().counters().strangers() > 0);
        }
    }
}
