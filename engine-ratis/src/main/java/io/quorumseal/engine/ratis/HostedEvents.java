package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/** Passes Ratis's events on to the vendor, and to QuorumSeal what concerns it. */
final class HostedEvents implements StateMachine.EventApi, StateMachine.LeaderEventApi, StateMachine.FollowerEventApi {
    private final Hosted hosted;
    private final Snapshots snapshots;

    HostedEvents(Hosted hosted, Snapshots snapshots) {
        this.hosted = hosted;
        this.snapshots = snapshots;
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        hosted.vendor().event().notifyLeaderChanged(member, leader);
        hosted.seal().leadershipChanged();
    }

    @Override
    public void notifyLeaderReady() {
        hosted.vendor().leaderEvent().notifyLeaderReady();
        hosted.seal().leadershipChanged();
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) throws IOException {
        hosted.vendor()
                .leaderEvent()
                .notifyNotLeader(pending.stream()
                        .map(context -> Carried.of(context).flatMap(Carried::vendor))
                        .flatMap(Optional::stream)
                        .toList());
        hosted.seal().leadershipChanged();
    }

    /** An entry of Ratis's own. In a dead adapter it must not move the vendor past what it has not applied. */
    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        hosted.own().passed(TermIndex.valueOf(term, index));
        if (!hosted.dead()) {
            snapshots.covered(index);
            hosted.vendor().event().notifyTermIndexUpdated(term, index);
        }
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        if (!hosted.dead()) {
            hosted.vendor().event().notifyConfigurationChanged(term, index, configuration);
        }
    }

    /** The payload stays hidden: it was not opened. */
    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failed) {
        LogEntryProto shown = failed != null && failed.hasStateMachineLogEntry()
                ? Entries.withPayload(failed, ByteString.EMPTY)
                : failed;
        hosted.vendor().event().notifyLogFailed(cause, shown);
    }

    @Override
    public void notifySnapshotInstalled(InstallSnapshotResult result, long index, RaftPeer peer) {
        hosted.vendor().event().notifySnapshotInstalled(result, index, peer);
    }

    @Override
    public void notifyGroupRemove() {
        hosted.vendor().event().notifyGroupRemove();
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
        hosted.vendor().event().notifyServerShutdown(role, allServer);
    }

    @Override
    public void notifyFollowerSlowness(RoleInfoProto leader, RaftPeer slow) {
        hosted.vendor().leaderEvent().notifyFollowerSlowness(leader, slow);
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation") // Ratis calls both forms
    public void notifyFollowerSlowness(RoleInfoProto leader) {
        hosted.vendor().leaderEvent().notifyFollowerSlowness(leader);
    }

    @Override
    public void notifyExtendedNoLeader(RoleInfoProto role) {
        hosted.vendor().followerEvent().notifyExtendedNoLeader(role);
    }

    /** Ratis asks so only where snapshots are not installed by Ratis, which the engine refuses. */
    @Override
    public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(RoleInfoProto role, TermIndex first) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException(
                "a snapshot that the vendor fetches itself has no key state: let Ratis install snapshots"));
    }
}
