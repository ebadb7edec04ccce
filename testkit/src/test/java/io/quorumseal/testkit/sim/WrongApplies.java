package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Engines that apply wrongly, or do not know when to stop. */
@SuppressWarnings("FutureReturnValueIgnored") // a method that stands in for any returns an Object
final class WrongApplies {
    static final List<WrongEngine> ALL = List.of(
            applied("apply.in-order", "gives its state machine payloads in another order", all -> {
                List<String> reversed = new ArrayList<>(all);
                Collections.reverse(reversed);
                return reversed;
            }),
            WrongEngine.group("apply.only-proposed", "has its own entries opened", "open", (at, right, args) -> {
                LogPosition place = (LogPosition) args[0];
                if (place.index() > 1 && isOwn(at, place)) {
                    Object unused = right.call(
                            new LogPosition(place.group(), place.term(), place.index() - 1), ByteBuffer.allocate(0));
                }
                return right.call(args);
            }),
            applied("apply.plaintext", "gives its state machine what was not opened", all -> {
                List<String> more = new ArrayList<>(all);
                more.add("9999999=not opened");
                return more;
            }),
            WrongEngine.group("apply.one-at-a-time", "opens on two threads", "open", (at, right, args) -> {
                CompletableFuture<Object> other = new CompletableFuture<>();
                new Thread(() -> opened(right, args, other)).start();
                Object opened = right.call(args);
                Object unused = other.get();
                return opened;
            }),
            new WrongEngine(
                    "apply.everywhere", "leaves an entry out on a follower", nodes -> new WrongEngine.Wrong(nodes) {
                        @Override
                        public List<String> applied(String node, GroupId group) {
                            List<String> all = super.applied(node, group);
                            return node.equals("n3") && all.size() > 1 ? all.subList(1, all.size()) : all;
                        }
                    }),
            WrongEngine.group(
                    "apply.not-yet",
                    "skips what has to wait",
                    "open",
                    (at, right, args) -> right.call(args) instanceof Opened.NotYet ? skipped() : right.call(args)),
            new WrongEngine("apply.others-go-on", "waits for one group with a lock that all need", Locked::new),
            WrongEngine.group("halt.not-skipped", "skips an entry that halts", "open", WrongApplies::skipping),
            WrongEngine.group("halt.stops", "goes on behind an entry that halts", "open", WrongApplies::skipping),
            new WrongEngine("halt.others-go-on", "halts all groups with one", HaltsAll::new),
            WrongEngine.runtime("halt.machine", "tells nobody that it has halted", "halted", (at, right, args) -> null),
            WrongEngine.engine(
                    "replay.restart",
                    "says that it counts less as applied than it does",
                    "recovered",
                    (at, right, args) -> at.engine().recovered().stream()
                            .map(one -> new Recovered(
                                    one.group(), one.log(), 0, one.purged(), one.keyState(), one.entries()))
                            .toList()),
            new WrongEngine("replay.kill", "loses the last payload that it told as applied", Forgetful::new),
            new WrongEngine(
                    "closing.pending", "never tells what became of a write", nodes -> new WrongEngine.Wrong(nodes) {
                        @Override
                        public CompletionStage<Outcome> write(String node, GroupId group, String payload) {
                            CompletableFuture<Outcome> known = new CompletableFuture<>();
                            var unused = super.write(node, group, payload).thenAccept(outcome -> {
                                if (outcome != Outcome.UNKNOWN) {
                                    known.complete(outcome);
                                }
                            });
                            return known;
                        }
                    }),
            new WrongEngine("closing.quiet", "calls a runtime that is closed", Restless::new));

    private WrongApplies() {}

    private static boolean isOwn(WrongEngine.At at, LogPosition place) {
        return at.simulated()
                .replica(place.group().name())
                .log()
                .at(place.index() - 1)
                .own();
    }

    private static void opened(Around.Right right, Object[] args, CompletableFuture<Object> done) {
        try {
            done.complete(right.call(args));
        } catch (Throwable e) {
            done.completeExceptionally(e);
        }
    }

    private static Opened skipped() {
        return new Opened.Payload(ByteBuffer.wrap("0000000=skipped".getBytes(StandardCharsets.UTF_8)));
    }

    private static Object skipping(WrongEngine.At at, Around.Right right, Object[] args) throws Throwable {
        try {
            return right.call(args);
        } catch (HaltApplyException e) {
            return skipped();
        }
    }

    private static WrongEngine applied(String name, String how, UnaryOperator<List<String>> wrong) {
        return new WrongEngine(name, how, nodes -> new WrongEngine.Wrong(nodes) {
            @Override
            public List<String> applied(String node, GroupId group) {
                return wrong.apply(super.applied(node, group));
            }
        });
    }

    /** What opens entries in another way than each group for itself. */
    private abstract static class Opening extends WrongEngine.Wrong {
        Opening(int nodes) {
            super(nodes);
        }

        @Override
        QuorumSeal wrong(WrongEngine.At at, QuorumSeal runtime) {
            return WrongEngine.groups(
                    runtime,
                    group -> Around.method(GroupSeal.class, group, "open", (right, args) -> open(group, right, args)));
        }

        abstract Object open(GroupSeal group, Around.Right right, Object[] args) throws Throwable;
    }

    /** While one group waits all do. */
    private static final class Locked extends Opening {
        private Optional<Opened.NotYet> waits = Optional.empty();

        Locked(int nodes) {
            super(nodes);
        }

        @Override
        Object open(GroupSeal group, Around.Right right, Object[] args) throws Throwable {
            if (waits.filter(one -> !one.retry().toCompletableFuture().isDone()).isPresent()) {
                return waits.get();
            }
            Object opened = right.call(args);
            waits = Optional.of(opened).filter(Opened.NotYet.class::isInstance).map(Opened.NotYet.class::cast);
            return opened;
        }
    }

    /** When one group has halted all have. */
    private static final class HaltsAll extends Opening {
        private Optional<HaltApplyException> halt = Optional.empty();

        HaltsAll(int nodes) {
            super(nodes);
        }

        @Override
        Object open(GroupSeal group, Around.Right right, Object[] args) throws Throwable {
            if (halt.isPresent()) {
                throw halt.get();
            }
            try {
                return right.call(args);
            } catch (HaltApplyException e) {
                halt = Optional.of(e);
                throw e;
            }
        }
    }

    /** Has one payload less after each start but the first. */
    private static final class Forgetful extends WrongEngine.Wrong {
        private int starts;

        Forgetful(int nodes) {
            super(nodes);
        }

        @Override
        public void start(String node, Runtimes runtimes) {
            starts++;
            super.start(node, runtimes);
        }

        @Override
        public List<String> applied(String node, GroupId group) {
            List<String> all = super.applied(node, group);
            return starts > 1 && !all.isEmpty() ? all.subList(0, all.size() - 1) : all;
        }
    }

    /** Goes on to say that its part may have changed. */
    private static final class Restless extends WrongEngine.Wrong {
        private Optional<GroupSeal> kept = Optional.empty();

        Restless(int nodes) {
            super(nodes);
        }

        @Override
        QuorumSeal wrong(WrongEngine.At at, QuorumSeal runtime) {
            kept = Optional.of(runtime.group(SimCluster.CONTROL));
            return runtime;
        }

        @Override
        public boolean step(int turn) {
            kept.filter(group -> cluster().nodes().stream().noneMatch(SimNode::running))
                    .ifPresent(GroupSeal::leadershipChanged);
            return super.step(turn);
        }
    }
}
