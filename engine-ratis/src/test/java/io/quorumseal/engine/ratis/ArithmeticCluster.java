package io.quorumseal.engine.ratis;

import io.quorumseal.core.Admin;
import io.quorumseal.engine.ratis.guide.encrypted.ArithmeticServer;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;

/** Three servers of the arithmetic example over loopback, as they are in the guide. */
final class ArithmeticCluster implements AutoCloseable {
    private final Path directory;
    private final List<RaftPeer> peers;
    private final RaftGroup group;
    private final String kek;
    private final List<AutoCloseable> running = new ArrayList<>();

    ArithmeticCluster(Path directory) throws IOException {
        this.directory = directory;
        this.peers = TestCluster.peers(3);
        this.group = RaftGroup.valueOf(RaftGroupId.valueOf(UUID.randomUUID()), peers);
        Path key = directory.resolve("kek");
        KeyFiles.create(key);
        this.kek = "file:" + key;
        for (RaftPeer peer : peers) {
            Files.createDirectories(storage(peer).toPath());
        }
    }

    List<RaftPeer> peers() {
        return peers;
    }

    File storage(RaftPeer peer) {
        return directory.resolve(peer.getId().toString()).toFile();
    }

    RaftClient client() {
        return TestCluster.newClient(group);
    }

    void startPlain() {
        startAll(this::plain);
    }

    private AutoCloseable plain(RaftPeer peer) throws IOException {
        var server = new io.quorumseal.engine.ratis.guide.plain.ArithmeticServer(peer, group, storage(peer));
        server.start();
        return server;
    }

    void startEncrypted() {
        startAll(this::encrypted);
    }

    private AutoCloseable encrypted(RaftPeer peer) throws IOException {
        ArithmeticServer server = new ArithmeticServer(peer, group, storage(peer), kek);
        server.start();
        return server;
    }

    private interface Start {
        AutoCloseable of(RaftPeer peer) throws Exception;
    }

    /** All at once: opening the runtime waits for the others for a while. */
    private void startAll(Start start) {
        List<CompletableFuture<AutoCloseable>> started =
                peers.stream().map(peer -> onThread(() -> start.of(peer))).toList();
        started.forEach(server -> running.add(server.join()));
    }

    private static <T> CompletableFuture<T> onThread(Callable<T> call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return call.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    /** Finds the administration of a node; it does not have to lead. */
    Admin admin() {
        return ((ArithmeticServer) running.get(0)).admin();
    }

    void stop() throws Exception {
        for (AutoCloseable server : running) {
            server.close();
        }
        running.clear();
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
