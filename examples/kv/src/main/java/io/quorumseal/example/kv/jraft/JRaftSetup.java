package io.quorumseal.example.kv.jraft;

import com.alipay.sofa.jraft.JRaftUtils;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RaftRpcServerFactory;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.BoltRpcServer;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.store.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/** How JRaft is set up. */
final class JRaftSetup {
    private static final int ELECTION_MILLIS = 1_000;

    private JRaftSetup() {}

    static PeerId peer(String address) {
        return PeerId.parsePeer(address);
    }

    static Configuration members(List<Peer> peers) {
        return new Configuration(
                peers.stream().map(peer -> peer(peer.address())).toList());
    }

    static Path snapshots(Place place) {
        return folder(place).resolve("snapshot");
    }

    private static Path folder(Place place) {
        return place.directory().resolve("jraft");
    }

    /** JRaft's own would listen on every interface. */
    static RpcServer server(PeerId self, NodeOptions options) {
        RpcServer server = new BoltRpcServer(new com.alipay.remoting.rpc.RpcServer(self.getIp(), self.getPort(), true));
        Executor raft = JRaftUtils.createExecutor("JRaft-RPC-", options.getRaftRpcThreadPoolSize());
        RaftRpcServerFactory.addRaftRequestProcessors(server, raft, raft);
        return server;
    }

    static NodeOptions options(Place place) throws IOException {
        Path folder = Files.createDirectories(folder(place));
        NodeOptions options = new NodeOptions();
        options.setLogUri(folder.resolve("log").toString());
        options.setRaftMetaUri(folder.resolve("meta").toString());
        options.setSnapshotUri(snapshots(place).toString());
        options.setInitialConf(members(place.firstMembers()));
        options.setServiceFactory(new SegmentLogs());
        // Calm enough for three nodes and a client on two cores.
        options.setElectionTimeoutMs(ELECTION_MILLIS);
        // Snapshots are taken when somebody asks for one.
        options.setSnapshotIntervalSecs(0);
        // Who reaches the port is no operator.
        options.setDisableCli(true);
        return options;
    }
}
