package io.quorumseal.engine.jraft.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RaftRpcServerFactory;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide shows runs, and not only for the first time. */
class HostInJRaftTest {
    @TempDir
    private Path home;

    @Test
    void run_onTheSameDirectoryAgain_serves() throws IOException, InterruptedException {
        PeerId self = free();
        Path dataDir = Files.createDirectory(home.resolve("data"));
        Path key = home.resolve("kek");
        KeyFiles.create(key);
        AtomicInteger served = new AtomicInteger();
        for (int start = 1; start <= 3; start++) {
            new HostInJRaft(
                            self,
                            RaftRpcServerFactory.createRaftRpcServer(self.getEndpoint()),
                            options(dataDir, self),
                            "file:" + key)
                    .run(dataDir, orders -> {
                        assertEquals("orders", orders.seal().id().name());
                        served.incrementAndGet();
                    });
            assertEquals(start, served.get());
        }
        assertTrue(Files.exists(dataDir.resolve("encryption/keys.json")));
    }

    private static NodeOptions options(Path dataDir, PeerId self) {
        NodeOptions options = new NodeOptions();
        options.setFsm(new CounterMachine());
        options.setLogUri(dataDir.resolve("log").toString());
        options.setRaftMetaUri(dataDir.resolve("meta").toString());
        options.setSnapshotUri(dataDir.resolve("snapshot").toString());
        options.setInitialConf(new Configuration(List.of(self)));
        return options;
    }

    private static PeerId free() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new PeerId("127.0.0.1", free.getLocalPort());
        }
    }
}
