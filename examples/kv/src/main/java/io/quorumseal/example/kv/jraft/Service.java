package io.quorumseal.example.kv.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import io.quorumseal.engine.jraft.SealedGroup;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.files.Snapshot;
import io.quorumseal.example.kv.jraft.Frame.Kind;
import io.quorumseal.example.kv.store.KvReplica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers clients, at the port that the nodes have for each other. */
final class Service implements RpcProcessor<Frame> {
    /** Where the parts of a node are, once it runs. */
    record Running(Node node, SealedGroup group, JRaftMachine machine, KvReplica replica) {}

    private final String name;
    private final JRaftSnapshots snapshots;
    private volatile @Nullable Running running;

    Service(String name, JRaftSnapshots snapshots) {
        this.name = name;
        this.snapshots = snapshots;
    }

    void serve(Running begun) {
        running = begun;
    }

    @Override
    public String interest() {
        return Frame.type();
    }

    /** An exception would go to the client as an object of Bolt's own serializer. */
    @Override
    public void handleRequest(RpcContext client, Frame request) {
        Running there = running;
        Consumer<Frame> answer = client::sendResponse;
        if (there == null) {
            answer.accept(Frame.of(Kind.NOT_LEADER, ""));
            return;
        }
        try {
            answer(there, request, answer);
        } catch (RuntimeException e) {
            answer.accept(Frame.of(Kind.UNKNOWN, e.toString()));
        }
    }

    private void answer(Running there, Frame request, Consumer<Frame> answer) {
        switch (request.kind()) {
            case GET -> there.node.readIndex(new byte[0], new Read(there.replica, request.body(), answer));
            case GET_HERE -> answer.accept(value(there.replica, request.body()));
            case SNAPSHOT -> snapshot(there.node, answer);
            case PUT, LEADER, TRANSFER, MEMBERS -> answerAsLeader(there, request, answer);
            default -> answer.accept(Frame.of(Kind.UNKNOWN, "not a request: " + request));
        }
    }

    private void answerAsLeader(Running there, Frame request, Consumer<Frame> answer) {
        if (!there.node.isLeader()) {
            PeerId leader = there.node.getLeaderId();
            answer.accept(Frame.of(Kind.NOT_LEADER, leader == null || leader.isEmpty() ? "" : leader.toString()));
            return;
        }
        switch (request.kind()) {
            case PUT -> there.group.apply(new Task(ByteBuffer.wrap(request.body()), new Write(answer)));
            case TRANSFER -> done(there.node.transferLeadershipTo(JRaftSetup.peer(request.text())), answer);
            case MEMBERS ->
                there.node.changePeers(JRaftSetup.members(Peer.parse(request.text())), status -> done(status, answer));
            default -> answer.accept(there.machine.leads() ? Frame.of(Kind.DONE, name) : Frame.of(Kind.NOT_LEADER, ""));
        }
    }

    private static void done(Status status, Consumer<Frame> answer) {
        answer.accept(status.isOk() ? Frame.of(Kind.DONE, "") : Frame.of(Kind.UNKNOWN, status.toString()));
    }

    /** JRaft cuts the log off only up to the snapshot before; asked again with nothing new, up to the newest one. */
    private void snapshot(Node node, Consumer<Frame> answer) {
        Closure cut = status ->
                answer.accept(status.isOk() ? Frame.done(newest()) : Frame.of(Kind.UNKNOWN, status.toString()));
        node.snapshot(status -> {
            if (status.isOk()) {
                node.snapshot(cut);
            } else {
                cut.run(status);
            }
        });
    }

    private long newest() {
        try {
            return snapshots.newest().map(Snapshot::index).orElse(0L);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Frame value(KvReplica replica, byte[] key) {
        try {
            return replica.read(key)
                    .map(value -> Frame.of(Kind.DONE, value))
                    .orElseGet(() -> Frame.of(Kind.ABSENT, ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A read at this node, once it has applied what the leader had committed when it was asked. */
    private static final class Read extends ReadIndexClosure {
        private final KvReplica replica;
        private final byte[] key;
        private final Consumer<Frame> answer;

        Read(KvReplica replica, byte[] key, Consumer<Frame> answer) {
            this.replica = replica;
            this.key = key;
            this.answer = answer;
        }

        @Override
        public void run(Status status, long index, byte[] context) {
            try {
                answer.accept(status.isOk() ? value(replica, key) : Frame.of(Kind.UNKNOWN, status.toString()));
            } catch (RuntimeException e) {
                answer.accept(Frame.of(Kind.UNKNOWN, e.toString()));
            }
        }
    }
}
