package com.example.orders;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.engine.ratis.RatisEngine;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.OperatorSocket;
import io.quorumseal.tool.OperatorTool;
import io.quorumseal.tool.StatusPage;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.NetUtils;

/**
 * One node of the store: opens engine, runtime and server in this order, and closes them the other way round.
 *
 * @param config what the operator said
 */
record Node(Config config) {
    /** The Raft group, which also carries the key entries. */
    static final GroupId GROUP = new GroupId("orders");

    /** What a node does while it is open. */
    interface Serving {
        /** Serves; told where the status page is. */
        void serve(URI page) throws InterruptedException;
    }

    @SuppressWarnings("try") // the operator's socket serves by itself
    void run(Serving serving) throws IOException, InterruptedException {
        RaftProperties properties = properties();
        Rows rows = new Rows();
        try (RatisEngine engine = RatisEngine.builder(properties, GROUP.name(), config.group())
                        .snapshotsHoldOnlySealedValues()
                        .build();
                QuorumSeal seal = open(engine, rows);
                RaftServer server = server(properties, engine, seal, rows)) {
            server.start();
            try (OperatorSocket operator = OperatorSocket.open(
                            config.operator(), OperatorTool.online("orders operator", NodeAccess.of(seal)));
                    StatusPage page = StatusPage.serve(seal)) {
                serving.serve(page.uri());
            }
        }
    }

    /** The operator may set whatever is not said here: the KEK, limits, rotation. */
    private QuorumSeal open(RatisEngine engine, Rows rows) {
        return QuorumSeal.builder()
                .settings(config.file())
                .environment(config.environment())
                .directory(config.directory())
                .node(config.node())
                .controlGroup(GROUP.name())
                .engine(engine)
                .valueStore(rows)
                .open();
    }

    private RaftServer server(RaftProperties properties, RatisEngine engine, QuorumSeal seal, Rows rows)
            throws IOException {
        return RaftServer.newBuilder()
                .setServerId(config.self().getId())
                .setGroup(config.group())
                .setStateMachineRegistry(engine.host(seal, id -> new OrdersMachine(rows, seal.values())))
                .setProperties(properties)
                .setOption(StartupOption.RECOVER)
                .build();
    }

    private RaftProperties properties() {
        var address = NetUtils.createSocketAddr(config.self().getAddress());
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(
                properties, List.of(config.directory().resolve("raft").toFile()));
        GrpcConfigKeys.Server.setHost(properties, address.getHostString());
        GrpcConfigKeys.Server.setPort(properties, address.getPort());
        // A read sees every write that was answered before it was asked, whichever node answers.
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        // A snapshot purges the log that it covers: otherwise old entries would keep old keys, and cleartext, for good.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 1);
        return properties;
    }
}
