package io.quorumseal.engine.ratis.guide.encrypted;

import io.quorumseal.core.Admin;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.engine.ratis.RatisEngine;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.examples.arithmetic.ArithmeticStateMachine;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.NetUtils;

/** A server of the arithmetic example of Ratis. */
public final class ArithmeticServer implements AutoCloseable {
    private final RatisEngine engine;
    private final QuorumSeal seal;
    private final RaftServer server;

    public ArithmeticServer(RaftPeer peer, RaftGroup group, File storageDir, String kek) throws IOException {
        RaftProperties properties = new RaftProperties();
        GrpcConfigKeys.Server.setPort(
                properties, NetUtils.createSocketAddr(peer.getAddress()).getPort());
        RaftServerConfigKeys.setStorageDir(properties, List.of(storageDir));
        engine = RatisEngine.builder(properties, "arithmetic", group).build();
        seal = QuorumSeal.builder()
                .directory(storageDir.toPath())
                .cluster("arithmetic-example")
                .node(peer.getId().toString())
                .controlGroup("arithmetic")
                .kek(kek)
                .engine(engine)
                .open();
        server = RaftServer.newBuilder()
                .setServerId(peer.getId())
                .setStateMachineRegistry(engine.host(seal, id -> new ArithmeticStateMachine()))
                .setProperties(properties)
                .setGroup(group)
                .setOption(StartupOption.RECOVER)
                .build();
    }

    public void start() throws IOException {
        server.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        seal.close();
        engine.close();
    }

    public Admin admin() {
        return seal.admin();
    }
}
