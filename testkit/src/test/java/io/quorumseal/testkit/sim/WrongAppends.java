package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Leadership.Following;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.EngineSubject.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Engines that append wrongly, or say the wrong thing of it. */
@SuppressWarnings("FutureReturnValueIgnored") // a method that stands in for any returns an Object
final class WrongAppends {
    private static final int LARGER = 1000;

    static final List<WrongEngine> ALL = List.of(
            WrongEngine.proposal("append.as-told", "appends without recheck", "recheck", (at, proposal, args) -> null),
            WrongEngine.proposal(
                    "append.place",
                    "tells an index that the entry does not get",
                    "bytesAt",
                    (at, proposal, args) -> proposal.bytesAt((long) args[0], (long) args[1] + 1)),
            WrongEngine.proposal(
                    "append.bytes",
                    "appends one byte more",
                    "bytesAt",
                    (at, proposal, args) -> longer(proposal.bytesAt((long) args[0], (long) args[1]))),
            WrongEngine.proposal("append.closed", "leaves proposals open", "close", (at, proposal, args) -> null),
            new WrongEngine(
                    "append.not-forwarded",
                    "forwards a write to the leader",
                    nodes -> new SimSubject(Engine.Append.INDEX_KNOWN, nodes) {
                        @Override
                        public CompletionStage<Outcome> write(String node, GroupId group, String payload) {
                            String leader = cluster()
                                    .group(group.name())
                                    .leader()
                                    .orElseThrow()
                                    .node()
                                    .name();
                            return super.write(leader, group, payload);
                        }
                    }),
            WrongEngine.engine(
                    "append.proposed-applied",
                    "tells another index than the entry's",
                    "propose",
                    (at, right, args) -> at.engine()
                            .propose((GroupId) args[0], (Proposal) args[1])
                            .thenApply(place -> new LogPosition(place.group(), place.term(), place.index() - 1))),
            WrongEngine.engine(
                    "append.proposed-here",
                    "forwards what is proposed to the leader",
                    "propose",
                    (at, right, args) -> at.subject()
                            .cluster()
                            .group(((GroupId) args[0]).name())
                            .leader()
                            .orElseThrow()
                            .propose((Proposal) args[1])),
            new WrongEngine(
                    "append.proposed-unknown",
                    "says that nothing was appended when it leads no more",
                    NotAppended::new),
            WrongEngine.proposal(
                    "terms.changed",
                    "appends in another term what was decided for the one before",
                    "bytesAt",
                    (at, proposal, args) -> proposal.bytesAt(proposal.term(), (long) args[1])),
            new WrongEngine("sizes.largest", "tells more than the log takes", TooMuch::new),
            new WrongEngine(
                    "sizes.too-large",
                    "does not know that it refused",
                    nodes -> new SimSubject(Engine.Append.INDEX_KNOWN, nodes) {
                        @Override
                        public CompletionStage<Outcome> write(String node, GroupId group, String payload) {
                            return super.write(node, group, payload)
                                    .thenApply(outcome -> outcome == Outcome.REFUSED ? Outcome.UNKNOWN : outcome);
                        }
                    }));

    private WrongAppends() {}

    private static ByteBuffer longer(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining() + 1)
                .put(bytes.duplicate())
                .put((byte) 'x')
                .flip();
    }

    /** Has a log that is smaller than it says. */
    private static final class TooMuch extends WrongEngine.Wrong {
        TooMuch(int nodes) {
            super(nodes);
        }

        @Override
        Engine wrong(WrongEngine.At at) {
            return Around.method(
                    Engine.class, at.engine(), "maxEntrySize", (right, args) -> SimCluster.MAX_ENTRY_SIZE + LARGER);
        }

        @Override
        public CompletionStage<Outcome> write(String node, GroupId group, String payload) {
            return payload.length() > SimCluster.MAX_ENTRY_SIZE
                    ? CompletableFuture.completedFuture(Outcome.UNKNOWN)
                    : super.write(node, group, payload);
        }
    }

    /** Fails what was proposed as soon as it follows. */
    private static final class NotAppended extends WrongEngine.Wrong {
        private final List<CompletableFuture<LogPosition>> proposed = new ArrayList<>();

        NotAppended(int nodes) {
            super(nodes);
        }

        @Override
        Engine wrong(WrongEngine.At at) {
            return Around.method(Engine.class, at.engine(), "propose", (right, args) -> {
                CompletableFuture<LogPosition> outcome = at.engine()
                        .propose((GroupId) args[0], (Proposal) args[1])
                        .toCompletableFuture();
                proposed.add(outcome);
                return outcome;
            });
        }

        @Override
        QuorumSeal wrong(WrongEngine.At at, QuorumSeal runtime) {
            return WrongEngine.groups(
                    runtime,
                    group -> Around.method(GroupSeal.class, group, "leadershipChanged", (right, args) -> {
                        if (at.engine().leadership(group.id()) instanceof Following) {
                            proposed.forEach(one -> one.completeExceptionally(new RetryableException(
                                    RetryableException.Reason.GATE_CLOSED, "this node leads no more")));
                        }
                        return right.call(args);
                    }));
        }
    }
}
