package io.quorumseal.example.kv.engine;

import io.quorumseal.core.QuorumSeal;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.store.KvReplica;
import io.quorumseal.example.kv.store.KvServer;
import io.quorumseal.example.kv.store.Place;
import io.quorumseal.example.kv.store.RaftHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A node of the store in this process. */
final class LocalNode {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CompletableFuture<Serving> serving = new CompletableFuture<>();
    private final Thread thread;

    private record Serving(QuorumSeal seal, KvReplica replica) {}

    private LocalNode(KvServer server, KvEngine engine, Path kek) {
        thread = new Thread(() -> run(server, engine, kek), server.place().name());
    }

    static Peer peer(String name) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Peer(name, "127.0.0.1:" + free.getLocalPort());
        }
    }

    /** Begins to start it. */
    static LocalNode start(KvEngine engine, Path home, Peer self, List<Peer> peers, boolean joins) throws IOException {
        Path directory = Files.createDirectories(home.resolve(self.name()));
        KvServer server = new KvServer(new Place(self.name(), directory, KvEngine.LOG, peers, joins), false);
        LocalNode node = new LocalNode(server, engine, home.resolve("kek"));
        node.thread.start();
        return node;
    }

    private void run(KvServer server, KvEngine engine, Path kek) {
        try {
            server.run(engine, builder -> builder.kek("file:" + kek), this::serve);
        } catch (Exception e) {
            serving.completeExceptionally(e);
        }
    }

    private void serve(QuorumSeal seal, KvReplica replica, RaftHost.Server server) throws InterruptedException {
        serving.complete(new Serving(seal, replica));
        stopped.await();
    }

    /** Waits until it serves. */
    QuorumSeal seal() {
        return serving.join().seal();
    }

    KvReplica replica() {
        return serving.join().replica();
    }

    void stop() throws InterruptedException {
        stopped.countDown();
        thread.join();
    }
}
