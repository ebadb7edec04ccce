package io.quorumseal.engine.ratis.guide;

import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.engine.ratis.RatisEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.statemachine.StateMachine;

/** One node in Ratis. */
final class HostInRatis {
    private final RaftProperties properties;
    private final Parameters parameters;
    private final RaftGroup raftGroup;
    private final String kek;
    private final Function<ValueSeal, StateMachine> vendor;

    HostInRatis(
            RaftProperties properties,
            Parameters parameters,
            RaftGroup raftGroup,
            String kek,
            Function<ValueSeal, StateMachine> vendor) {
        this.properties = properties;
        this.parameters = parameters;
        this.raftGroup = raftGroup;
        this.kek = kek;
        this.vendor = vendor;
    }

    void run(Path dataDir, Runnable serve) throws IOException {
        try (RatisEngine engine = RatisEngine.builder(properties, "orders", raftGroup)
                        .parameters(parameters)
                        .build();
                QuorumSeal seal = QuorumSeal.builder()
                        .directory(dataDir)
                        .cluster("orders-prod")
                        .node("n1")
                        .controlGroup("orders")
                        .kek(kek)
                        .engine(engine)
                        .open();
                RaftServer server = RaftServer.newBuilder()
                        .setServerId(RaftPeerId.valueOf("n1"))
                        .setGroup(raftGroup)
                        .setProperties(properties)
                        .setParameters(parameters)
                        .setStateMachineRegistry(engine.host(seal, id -> vendor.apply(seal.values())))
                        .setOption(StartupOption.RECOVER)
                        .build()) {
            server.start();
            serve.run();
        }
    }
}
