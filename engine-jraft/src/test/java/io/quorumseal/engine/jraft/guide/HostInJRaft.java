package io.quorumseal.engine.jraft.guide;

import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RpcServer;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.engine.jraft.JRaftEngine;
import io.quorumseal.engine.jraft.JRaftGroup;
import io.quorumseal.engine.jraft.SealedGroup;
import java.nio.file.Path;
import java.util.function.Consumer;

/** One node in SOFAJRaft. */
final class HostInJRaft {
    private final PeerId self;
    private final RpcServer rpcServer;
    private final NodeOptions options;
    private final String kek;

    HostInJRaft(PeerId self, RpcServer rpcServer, NodeOptions options, String kek) {
        this.self = self;
        this.rpcServer = rpcServer;
        this.options = options;
        this.kek = kek;
    }

    void run(Path dataDir, Consumer<SealedGroup> serve) throws InterruptedException {
        JRaftGroup group = new JRaftGroup("orders", "8f2c6d1e-6f0b-4c67-9d5b-0a3f1be4a7c2", options);
        try (JRaftEngine engine = JRaftEngine.builder(self, rpcServer, group).build();
                QuorumSeal seal = QuorumSeal.builder()
                        .directory(dataDir)
                        .cluster("orders-prod")
                        .node(JRaftEngine.nodeName(self))
                        .controlGroup("orders")
                        .kek(kek)
                        .engine(engine)
                        .open()) {
            SealedGroup orders = engine.host(seal, "orders");
            RaftGroupService service = new RaftGroupService("orders", self, options, rpcServer);
            try {
                service.start();
                serve.accept(orders); // orders.apply(task) instead of node.apply(task)
            } finally {
                service.shutdown();
                service.join();
            }
        }
    }
}
