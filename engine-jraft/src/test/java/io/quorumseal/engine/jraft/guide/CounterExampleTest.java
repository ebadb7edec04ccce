package io.quorumseal.engine.jraft.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.engine.jraft.guide.encrypted.CounterServer;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counters, first as they are, then encrypted on the same files. */
class CounterExampleTest {
    private static final String PLAIN = "canaryOfThePlainServer";
    private static final String BEFORE = "canaryBeforeTheCutover";
    private static final String AFTER = "canaryAfterTheCutover";
    private static final String RESTARTED = "canaryAfterTheRestart";

    @TempDir
    Path directory;

    private final String log = UUID.randomUUID().toString();
    private final List<PeerId> peers = new ArrayList<>();

    @Test
    void machineOfOthers_withTheServerOfTheGuide_leavesNoPlaintextBehindTheCutover() throws Exception {
        choosePeers();
        Path key = directory.resolve("kek");
        KeyFiles.create(key);
        List<io.quorumseal.engine.jraft.guide.plain.CounterServer> plain = each(peer ->
                new io.quorumseal.engine.jraft.guide.plain.CounterServer(peer, new Configuration(peers), data(peer)));
        add(plain.stream().map(server -> (Adds) server::add).toList(), PLAIN);
        for (var server : plain) {
            server.stop();
        }
        List<CounterServer> servers = start(key);
        addTo(servers, BEFORE);
        Admin admin = servers.get(0).seal().admin();
        admin.bootstrap();
        admin.enableStorageEnvelope();
        admin.enableRaftEnvelope(new GroupId("counters"));
        addTo(servers, AFTER);
        stop(servers);
        servers = start(key);
        addTo(servers, RESTARTED);
        for (String counter : List.of(PLAIN, BEFORE, AFTER, RESTARTED)) {
            awaitEverywhere(servers, counter);
        }
        stop(servers);
        for (PeerId peer : peers) {
            assertFalse(filesWith(data(peer).resolve("log"), PLAIN).isEmpty(), "the scan finds nothing at all");
            assertFalse(filesWith(data(peer).resolve("log"), BEFORE).isEmpty(), "the scan finds nothing at all");
        }
        assertEquals(List.of(), filesWith(directory, AFTER));
        assertEquals(List.of(), filesWith(directory, RESTARTED));
    }

    private void choosePeers() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        for (ServerSocket socket : sockets) {
            PeerId peer = new PeerId("127.0.0.1", socket.getLocalPort());
            peers.add(peer);
            Files.createDirectory(data(peer));
            socket.close();
        }
    }

    private Path data(PeerId peer) {
        return directory.resolve("data-" + peer.getPort());
    }

    private List<CounterServer> start(Path key) {
        return each(peer -> new CounterServer(peer, new Configuration(peers), data(peer), log, "file:" + key));
    }

    private <T> List<T> each(Function<PeerId, T> start) {
        List<CompletableFuture<T>> started = peers.stream()
                .map(peer -> CompletableFuture.supplyAsync(() -> start.apply(peer), task -> new Thread(task).start()))
                .toList();
        return started.stream().map(CompletableFuture::join).toList();
    }

    private static void stop(List<CounterServer> servers) throws InterruptedException {
        for (CounterServer server : servers) {
            server.stop();
        }
    }

    /** A server that counters are added at. */
    private interface Adds {
        CounterClosure add(String counter, long delta);
    }

    private static void addTo(List<CounterServer> servers, String counter) {
        add(servers.stream().map(server -> (Adds) server::add).toList(), counter);
    }

    /** One of them leads; the others refuse. */
    private static void add(List<Adds> servers, String counter) {
        for (int i = 0; !added(servers.get(i % servers.size()), counter); i++) {
            Thread.onSpinWait();
        }
    }

    private static boolean added(Adds server, String counter) {
        try {
            server.add(counter, 1).value().orTimeout(20, TimeUnit.SECONDS).join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private static void awaitEverywhere(List<CounterServer> servers, String counter) {
        for (CounterServer server : servers) {
            while (server.get(counter) != 1) {
                Thread.onSpinWait();
            }
        }
    }

    private static List<Path> filesWith(Path folder, String text) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
