package io.quorumseal.example.kv.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Status;
import io.quorumseal.example.kv.client.Caller;
import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.store.KvServer;
import io.quorumseal.provider.bc.KeyFiles;
import io.quorumseal.testkit.PatientAdmin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three nodes of the store in this process: what its parts for an engine have to do, on each engine. */
class EveryEngineTest {
    private static final GroupId GROUP = new GroupId(KvServer.CONTROL);

    @TempDir
    private Path home;

    private final List<LocalNode> nodes = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void store_onThisEngine_doesWhatClientsAsk(KvEngine engine) throws Exception {
        KeyFiles.create(home.resolve("kek"));
        List<Peer> peers = List.of(LocalNode.peer("n1"), LocalNode.peer("n2"), LocalNode.peer("n3"));
        try {
            for (Peer peer : peers) {
                nodes.add(LocalNode.start(engine, home, peer, peers, false));
            }
            nodes.forEach(LocalNode::seal);
            try (Client client = engine.client(KvEngine.LOG, peers)) {
                client.put("before", bytes("in clear"));
                cutOver();
                long index = client.put("behind", bytes("sealed"));
                client.put("empty", new byte[0]);
                readEverywhere(engine, peers);
                nodes.forEach(node -> assertEquals(Status.Mode.SEALING, mode(node)));
                client.lead("n2");
                assertEquals("n2", client.leader());
                assertTrue(client.snapshot("n1") >= index, "the snapshot has the write");
                client.snapshot("n2");
                replaceLast(engine, client, peers);
            }
        } finally {
            for (LocalNode node : nodes) {
                node.stop();
            }
        }
    }

    private void cutOver() {
        Admin admin = PatientAdmin.of(nodes.get(0).seal()::admin);
        admin.bootstrap();
        admin.enableStorageEnvelope();
        admin.enableRaftEnvelope(GROUP);
    }

    private static Status.Mode mode(LocalNode node) {
        return Objects.requireNonNull(node.seal().status().groups().get(GROUP)).mode();
    }

    private static void readEverywhere(KvEngine engine, List<Peer> peers) throws IOException {
        try (Caller caller = engine.caller(peers)) {
            caller.awaitLeader();
            long unused = caller.write("once", bytes("sent once"));
            for (Peer peer : peers) {
                assertArrayEquals(
                        bytes("in clear"), caller.readAt(peer.name(), "before").orElseThrow());
                assertArrayEquals(
                        bytes("sealed"), caller.readAt(peer.name(), "behind").orElseThrow());
                assertArrayEquals(
                        bytes("sent once"), caller.readAt(peer.name(), "once").orElseThrow());
                assertArrayEquals(
                        new byte[0], caller.readAt(peer.name(), "empty").orElseThrow());
                assertEquals(Optional.empty(), caller.readAt(peer.name(), "never written"));
                assertArrayEquals(
                        bytes("in clear"),
                        caller.readStale(peer.name(), "before").orElseThrow());
            }
            caller.transfer("n3");
            caller.awaitLeader();
            assertArrayEquals(bytes("sealed"), caller.read("behind").orElseThrow());
        }
    }

    /** The log begins behind the snapshots, so the new node has to be given one. */
    private void replaceLast(KvEngine engine, Client client, List<Peer> peers) throws Exception {
        nodes.remove(2).stop();
        List<Peer> others = List.of(peers.get(0), peers.get(1), LocalNode.peer("n4"));
        LocalNode joined = LocalNode.start(engine, home, others.get(2), others, true);
        nodes.add(joined);
        assertTrue(joined.seal().status().keys().bootstrapped(), "it has the keys before its server starts");
        client.members(others);
        long index = client.put("later", bytes("sealed, too"));
        joined.replica().await(index);
        assertEquals(1, joined.replica().installs());
        assertTrue(client.snapshot("n4") >= index, "the client knows the new node");
        assertArrayEquals(
                bytes("sealed"), joined.replica().read(bytes("behind")).orElseThrow());
        try (Caller caller = engine.caller(others)) {
            assertArrayEquals(bytes("sealed, too"), caller.readAt("n4", "later").orElseThrow());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
