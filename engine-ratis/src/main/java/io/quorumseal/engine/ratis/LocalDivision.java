package io.quorumseal.engine.ratis;

import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Engine.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;

/** What QuorumSeal asks of one group of the local server. */
final class LocalDivision {
    private static final long STEP_DOWN_TIMEOUT_MILLIS = 5_000;

    private final ClientId client = ClientId.randomId();
    private final RaftServer server;
    private final RaftServer.Division division;
    private final RaftGroupId group;

    private LocalDivision(RaftServer server, RaftServer.Division division, RaftGroupId group) {
        this.server = server;
        this.division = division;
        this.group = group;
    }

    static LocalDivision of(RaftServer server, RaftGroupId group) throws IOException {
        return new LocalDivision(server, server.getDivision(group), group);
    }

    boolean alive() {
        return division.getInfo().isAlive();
    }

    /** Between the two, entries may be on their way to the disk that neither the files nor the log tell of. */
    boolean closing() {
        return division.getInfo().getLifeCycleState().isClosingOrClosed()
                && division.getInfo().getLifeCycleState() != LifeCycle.State.CLOSED;
    }

    /** While the division starts, its log is in its files only. */
    boolean hasLog() {
        LifeCycle.State state = division.getInfo().getLifeCycleState();
        return state != LifeCycle.State.NEW && state != LifeCycle.State.STARTING;
    }

    long term() {
        return division.getInfo().getCurrentTerm();
    }

    /** Leading in a term is believed only if the term is the same before and after asking whether it leads. */
    Leadership leadership() {
        DivisionInfo info = division.getInfo();
        long term = info.getCurrentTerm();
        boolean leads = info.isAlive() && info.isLeader();
        Leadership found =
                leads ? new Leadership.Leading(term, info.isLeaderReady(), lastIndex()) : new Leadership.Following();
        return info.getCurrentTerm() == term ? found : new Leadership.Following();
    }

    long lastIndex() {
        return division.getRaftLog().getNextIndex() - 1;
    }

    /** How many entries the log holds. */
    long entries() {
        return division.getRaftLog().getNextIndex() - division.getRaftLog().getStartIndex();
    }

    List<Member> members() {
        return Stream.concat(
                        peers(RaftPeerRole.FOLLOWER).stream().map(peer -> member(peer, true)),
                        peers(RaftPeerRole.LISTENER).stream().map(peer -> member(peer, false)))
                .toList();
    }

    private static Member member(RaftPeer peer, boolean voter) {
        return new Member(peer.getId().toString(), voter);
    }

    Collection<RaftPeer> peers() {
        return Stream.concat(peers(RaftPeerRole.FOLLOWER).stream(), peers(RaftPeerRole.LISTENER).stream())
                .toList();
    }

    private Collection<RaftPeer> peers(RaftPeerRole role) {
        return division.getRaftConf().getAllPeers(role);
    }

    /** Ratis does not say which follower has what, so listeners are counted as if they came first. */
    boolean anotherVoterHas(long index) {
        long[] match = division.getInfo().getFollowerMatchIndices();
        long have =
                match == null ? 0 : Arrays.stream(match).filter(i -> i >= index).count();
        return have > peers(RaftPeerRole.LISTENER).size();
    }

    /** Blocks until the request is appended or refused. */
    CompletableFuture<RaftClientReply> write(ByteString message) {
        return submit(RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(server.getId())
                .setGroupId(group)
                .setCallId(CallId.getAndIncrement())
                .setMessage(Message.valueOf(message))
                .setType(RaftClientRequest.writeRequestType())
                .build());
    }

    private CompletableFuture<RaftClientReply> submit(RaftClientRequest request) {
        try {
            return server.submitClientRequestAsync(request);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The entries from an index on that the log holds, those included that are not written yet. */
    List<LogEntryProto> entriesFrom(long first) throws RaftLogIOException {
        RaftLog log = division.getRaftLog();
        List<LogEntryProto> entries = new ArrayList<>();
        for (long index = Math.max(first, log.getStartIndex()); index < log.getNextIndex(); index++) {
            LogEntryProto entry = log.get(index);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Takes a snapshot of all that is applied; Ratis then removes what it may, as it is configured. */
    CompletableFuture<RaftClientReply> takeSnapshot(long timeoutMillis) {
        return server.snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                client, server.getId(), group, CallId.getAndIncrement(), timeoutMillis, 1));
    }

    /** A transfer without a target: with one, Ratis refuses on a leader that is not ready. */
    void stepDown() throws IOException {
        var unused = server.transferLeadershipAsync(new TransferLeadershipRequest(
                client, server.getId(), group, CallId.getAndIncrement(), null, STEP_DOWN_TIMEOUT_MILLIS));
    }
}
