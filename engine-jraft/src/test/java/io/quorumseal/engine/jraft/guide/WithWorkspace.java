package io.quorumseal.engine.jraft.guide;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.rpc.RpcServer;
import io.quorumseal.engine.jraft.JRaftEngine;
import io.quorumseal.engine.jraft.JRaftGroup;
import java.nio.file.Path;

/** An engine for a state machine that writes its snapshots in clear. */
final class WithWorkspace {
    private WithWorkspace() {}

    static JRaftEngine engine(PeerId self, RpcServer rpcServer, JRaftGroup group, Path workspace) {
        return JRaftEngine.builder(self, rpcServer, group)
                .workspace(workspace) // such as /run/orders, a tmpfs that is mounted with noswap
                .build();
    }
}
