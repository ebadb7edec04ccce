package io.quorumseal.engine.ratis.guide;

import io.quorumseal.engine.ratis.RatisEngine;
import java.nio.file.Path;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;

/** An engine for a state machine that writes its snapshots in clear. */
final class WithWorkspace {
    private WithWorkspace() {}

    static RatisEngine engine(RaftProperties properties, RaftGroup raftGroup, Path workspace) {
        return RatisEngine.builder(properties, "orders", raftGroup)
                .workspace(workspace) // such as /run/orders, a tmpfs that is mounted with noswap
                .build();
    }
}
