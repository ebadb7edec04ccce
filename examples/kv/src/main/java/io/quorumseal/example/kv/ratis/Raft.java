package io.quorumseal.example.kv.ratis;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.NetUtils;
import org.apache.ratis.util.TimeDuration;

/** How Ratis is set up. */
public final class Raft {
    private Raft() {}

    /**
     * Says where a server is, and how patient.
     *
     * @param directory where it stores its logs
     * @param self the server, at an address of this machine
     * @return all else as Ratis has it
     */
    public static RaftProperties place(Path directory, RaftPeer self) {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
        GrpcConfigKeys.Server.setPort(
                properties, NetUtils.createSocketAddr(self.getAddress()).getPort());
        GrpcConfigKeys.Server.setHost(properties, "127.0.0.1");
        // Calm enough for three nodes and a client on two cores.
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, TimeDuration.valueOf(500, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, TimeDuration.valueOf(1000, TimeUnit.MILLISECONDS));
        return properties;
    }

    static RaftProperties properties(Path directory, RaftPeer self) {
        RaftProperties properties = place(directory, self);
        // A read sees every write that was answered before it was asked, whichever node answers.
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        // A follower whose log ends in entries of a dead leader is led back one entry at a time: not one a second.
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, "1ms,20, 200ms,1000000");
        // A snapshot purges every closed segment of the log that it covers.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 1);
        return properties;
    }
}
