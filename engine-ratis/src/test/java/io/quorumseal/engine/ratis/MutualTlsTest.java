package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.RetryableException;
import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import io.quorumseal.engine.ratis.guide.MutualTls;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.security.TlsConf;
import org.apache.ratis.util.NetUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes with what the guide shows of TLS: one authority for members, another one for clients. */
class MutualTlsTest {
    private static final String MEMBERS = "members";
    private static final String CLIENTS = "clients";
    private static final String OTHERS = "others";
    private static final String CLIENT = "client";
    private static final String OPERATOR = "operator";
    private static final Message KEY = Message.valueOf("a");

    private static TestCertificates certificates;
    private static TestCluster cluster;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException, GeneralSecurityException {
        certificates = new TestCertificates(directory);
        for (String authority : List.of(MEMBERS, CLIENTS, OTHERS)) {
            certificates.authority(authority);
        }
        certificates.issue(OPERATOR, MEMBERS);
        certificates.issue(CLIENT, CLIENTS);
        certificates.issue("stranger", OTHERS);
        cluster = new TestCluster(directory, peers(), TestCluster.CONTROL);
        for (TestNode node : cluster.nodes) {
            certificates.issue(name(node), MEMBERS);
            node.parameters = ofNode(name(node));
            node.also = properties ->
                    MutualTls.ports(properties, port(node.peer.getAddress()), port(node.peer.getClientAddress()));
        }
        cluster.parameters = tls(OPERATOR);
        cluster.startSealing();
        cluster.put(TestCluster.CONTROL, "a=1");
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    /** Nobody serves data streams, so their ports are free. */
    private static List<RaftPeer> peers() throws IOException {
        return TestCluster.peers(3).stream()
                .map(peer -> MutualTls.peer(
                        peer.getId().toString(),
                        "127.0.0.1",
                        port(peer.getAddress()),
                        port(peer.getDataStreamAddress())))
                .toList();
    }

    private static int port(String address) {
        return NetUtils.createSocketAddr(address).getPort();
    }

    private static String name(TestNode node) {
        return node.id().toString();
    }

    private static Parameters ofNode(String name) throws IOException, GeneralSecurityException {
        return MutualTls.ofNode(
                certificates.key(name),
                certificates.certificates(name),
                certificates.certificates(MEMBERS),
                certificates.certificates(MEMBERS, CLIENTS));
    }

    private static Parameters tls(String name) throws IOException, GeneralSecurityException {
        return tls(new GrpcTlsConfig(certificates.key(name), certificates.certificates(name), members(), true));
    }

    private static Parameters tls(GrpcTlsConfig conf) {
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, conf);
        return parameters;
    }

    private static File members() throws IOException, GeneralSecurityException {
        return certificates.certificates(MEMBERS);
    }

    private static RaftGroup group() {
        return cluster.group(TestCluster.CONTROL);
    }

    // ---- who has a certificate

    @Test
    void client_withACertificate_readsAndWritesWhatIsSealed() throws Exception {
        try (RaftClient client =
                MutualTls.client(group(), certificates.key(CLIENT), certificates.certificates(CLIENT), members())) {
            assertTrue(client.io().send(Message.valueOf("b=2")).isSuccess());
            assertEquals("2", read(client, Message.valueOf("b")));
        }
        cluster.awaitEqual(TestCluster.CONTROL);
        for (TestNode node : cluster.nodes) {
            assertEquals("2", node.machine(group()).copy().get("b"));
            assertEquals(List.of(), TestCluster.filesWith(node.directory, "b=2"));
        }
    }

    @Test
    void questions_betweenRuntimes_areAnswered() {
        byte[] hello = FrameCodec.encode(new Frame.Hello("n1", new byte[0]));
        for (TestNode asker : cluster.nodes) {
            assertEquals(
                    cluster.nodes.size(),
                    answered(asker.engine(), hello).stream().distinct().count());
            assertInstanceOf(Frame.Greeting.class, answer(asker.engine().askLeader(hello)));
            assertTrue(asker.seal().status().health().registered());
            assertTrue(asker.seal().admin().resync().text().length() > 0);
        }
    }

    private static List<String> answered(RatisEngine engine, byte[] hello) {
        List<String> names = new ArrayList<>();
        for (TestNode node : cluster.nodes) {
            Frame frame = answer(engine.ask(name(node), hello));
            names.add(assertInstanceOf(Frame.Greeting.class, frame).node());
        }
        return names;
    }

    private static Frame answer(CompletionStage<byte[]> stage) {
        return FrameCodec.decode(stage.toCompletableFuture().join());
    }

    @Test
    void engine_withoutParameters_reachesNobody() {
        try (RatisEngine engine = RatisEngine.builder(new RaftProperties(), TestCluster.CONTROL, group())
                .searchTimeout(Duration.ofMillis(500))
                .answerTimeout(Duration.ofSeconds(5))
                .build()) {
            byte[] hello = FrameCodec.encode(new Frame.Hello("n1", new byte[0]));
            assertReachesNobody(engine.ask("n1", hello));
            assertReachesNobody(engine.askLeader(hello));
        }
    }

    private static void assertReachesNobody(CompletionStage<byte[]> stage) {
        CompletionException failure = assertThrows(
                CompletionException.class, () -> stage.toCompletableFuture().join());
        assertInstanceOf(RetryableException.class, failure.getCause());
    }

    // ---- who has none

    @Test
    void client_inCleartext_isRefused() throws IOException {
        assertRefused(new Parameters());
    }

    @Test
    void client_withoutACertificate_isRefused() throws Exception {
        assertRefused(tls(GrpcTlsConfig.newBuilder()
                .setTrustCertificates(new TlsConf.CertificatesConf(members()))
                .build()));
    }

    @Test
    void client_withACertificateOfAnotherAuthority_isRefused() throws Exception {
        assertRefused(tls("stranger"));
    }

    private static void assertRefused(Parameters parameters) throws IOException {
        try (RaftClient client = newClient(group(), parameters)) {
            for (TestNode node : cluster.nodes) {
                assertUnavailable(() -> client.io().sendStaleRead(KEY, 0, node.id()));
                assertUnavailable(() -> client.getGroupManagementApi(node.id()).list());
            }
            assertUnavailable(() -> client.io().send(Message.valueOf("refused=1")));
        }
        for (TestNode node : cluster.nodes) {
            assertFalse(node.machine(group()).copy().containsKey("refused"));
        }
    }

    /** The connection does not come about; any answer, even a refusal, would say something else. */
    private static void assertUnavailable(Executable call) {
        Exception failure = assertThrows(Exception.class, call);
        assertTrue(
                Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                        .anyMatch(cause -> String.valueOf(cause.getMessage()).startsWith("UNAVAILABLE")),
                failure::toString);
    }

    private static RaftClient newClient(RaftGroup group, Parameters parameters) {
        return TestCluster.newClient(group, parameters, RetryPolicies.noRetry());
    }

    // ---- who has one, and comes where he does not belong

    @Test
    void client_onTheMembersPort_isRefused() throws Exception {
        try (RaftClient client = newClient(group(), tls(CLIENT));
                RaftClient operator = newClient(group(), tls(OPERATOR))) {
            for (TestNode node : cluster.nodes) {
                RaftClientReply read = client.io().sendStaleRead(KEY, 0, node.id());
                assertEquals("1", read.getMessage().getContent().toStringUtf8());
                assertUnavailable(() -> client.getGroupManagementApi(node.id()).list());
                assertTrue(operator.getGroupManagementApi(node.id()).list().isSuccess());
            }
        }
    }

    @Test
    void node_whoseCertificateIsForAnotherHost_isNotTrusted() throws Exception {
        List<RaftPeer> named = cluster.nodes.stream()
                .map(node -> MutualTls.peer(
                        name(node), "localhost", port(node.peer.getAddress()), port(node.peer.getClientAddress())))
                .toList();
        RaftGroup elsewhere = RaftGroup.valueOf(group().getGroupId(), named);
        try (RaftClient client = newClient(elsewhere, tls(CLIENT))) {
            for (TestNode node : cluster.nodes) {
                assertUnavailable(() -> client.io().sendStaleRead(KEY, 0, node.id()));
            }
        }
    }

    private static String read(RaftClient client, Message key) throws IOException {
        return client.io().sendReadOnly(key).getMessage().getContent().toStringUtf8();
    }
}
