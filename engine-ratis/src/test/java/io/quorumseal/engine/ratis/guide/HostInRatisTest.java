package io.quorumseal.engine.ratis.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide shows runs, and not only for the first time. */
class HostInRatisTest {
    @TempDir
    private Path home;

    @Test
    void run_onTheSameDirectoryAgain_serves() throws IOException {
        int port = freePort();
        Path dataDir = Files.createDirectory(home.resolve("data"));
        Path key = home.resolve("kek");
        KeyFiles.create(key);
        HostInRatis node = new HostInRatis(
                properties(dataDir, port),
                new Parameters(),
                group(port),
                "file:" + key,
                values -> new BaseStateMachine());
        AtomicInteger served = new AtomicInteger();
        for (int start = 1; start <= 3; start++) {
            node.run(dataDir, served::incrementAndGet);
            assertEquals(start, served.get());
        }
        assertTrue(Files.exists(dataDir.resolve("encryption/keys.json")));
    }

    private static RaftGroup group(int port) {
        RaftPeer self = RaftPeer.newBuilder()
                .setId("n1")
                .setAddress("127.0.0.1:" + port)
                .build();
        return RaftGroup.valueOf(RaftGroupId.valueOf(UUID.randomUUID()), self);
    }

    private static RaftProperties properties(Path dataDir, int port) {
        RaftProperties properties = new RaftProperties();
        GrpcConfigKeys.Server.setPort(properties, port);
        RaftServerConfigKeys.setStorageDir(
                properties, List.of(dataDir.resolve("raft").toFile()));
        return properties;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
