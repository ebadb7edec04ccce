package io.quorumseal.engine.ratis;

import io.quorumseal.core.Admin;
import io.quorumseal.engine.ratis.guide.encrypted.ArithmeticServer;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final List<Closeable> running = new ArrayList<>();
    private final List<Admin> admins = new CopyOnWriteArrayList<>();

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

    private Closeable plain(RaftPeer peer) throws IOException {
        var server = new io.quorumseal.engine.ratis.guide.plain.ArithmeticServer(peer, group, storage(peer));
        server.start();
        return server::close;
    }

    void startEncrypted() {
        startAll(this::encrypted);
    }

    private Closeable encrypted(RaftPeer peer) throws IOException {
        ArithmeticServer server = new ArithmeticServer(peer, group, storage(peer), kek);
        server.start();
        admins.add(server.admin());
        return server::close;
    }

    private interface Start {
        Closeable of(RaftPeer peer) throws IOException;
    }

    /** All at once: opening the runtime waits for the others for a while. */
    private void startAll(Start start) {
        List<CompletableFuture<Closeable>> started =
                peers.stream().map(peer -> onThread(start, peer)).toList();
        started.forEach(server -> running.add(server.join()));
    }

    private static CompletableFuture<Closeable> onThread(Start start, RaftPeer peer) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return start.of(peer);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    /** Finds the administration of a node; it does not have to lead. */
    Admin admin() {
        return admins.get(0);
    }

    void stop() throws IOException {
        admins.clear();
        for (Closeable server : running) {
            server.close();
        }
        running.clear();
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
