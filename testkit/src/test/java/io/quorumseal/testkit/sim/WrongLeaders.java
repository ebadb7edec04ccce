package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Leadership.Following;
import io.quorumseal.api.spi.Engine.Leadership.Leading;
import io.quorumseal.api.spi.Engine.Member;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.QuorumSeal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Engines that are wrong about who leads, who is a member, and what one asks the other. */
@SuppressWarnings("FutureReturnValueIgnored") // a method that stands in for any returns an Object
final class WrongLeaders {
    private static final ExecutorService ONE_THREAD = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "the only one");
        thread.setDaemon(true);
        return thread;
    });

    static final List<WrongEngine> ALL = List.of(
            leadership(
                    "leadership.one",
                    "says everywhere that it leads",
                    (at, told) -> told.orElse(new Leading(1, true, 0))),
            leadership(
                    "leadership.position",
                    "tells no last index",
                    (at, told) -> told.map(leading -> new Leading(leading.term(), leading.ready(), 0))
                            .orElse(null)),
            leadership(
                    "leadership.ready",
                    "is ready as soon as it was elected",
                    (at, told) -> told.map(leading -> new Leading(leading.term(), true, leading.lastIndex()))
                            .orElse(null)),
            new WrongEngine(
                    "leadership.told-first",
                    "says nothing before an entry comes out",
                    nodes -> new Untold(nodes, true)),
            new WrongEngine(
                    "leadership.told-change", "does not say that it leads no more", nodes -> new Untold(nodes, false)),
            leadership(
                    "leadership.stranger",
                    "leads groups that it does not host",
                    (at, told) -> told.orElse(new Leading(1, true, 0))),
            WrongEngine.engine("leadership.step-down", "does not step down", "stepDown", (at, right, args) -> null),
            WrongEngine.engine(
                    "leadership.step-down-goes-on", "stops replication to step down", "stepDown", (at, right, args) -> {
                        at.engine().stepDown((GroupId) args[0], "");
                        at.simulated().lagging("the contract asks".equals(args[1]));
                        return null;
                    }),
            WrongEngine.engine(
                    "leadership.step-down-alone",
                    "steps down though nobody else can lead",
                    "stepDown",
                    (at, right, args) -> {
                        at.simulated().replica(((GroupId) args[0]).name()).follow();
                        return null;
                    }),
            WrongEngine.engine(
                    "leadership.step-down-follower", "has whoever leads step down", "stepDown", (at, right, args) -> {
                        at.subject()
                                .cluster()
                                .group(((GroupId) args[0]).name())
                                .leader()
                                .orElseThrow()
                                .stepDown();
                        return null;
                    }),
            WrongEngine.engine("members.all", "leaves a member out", "members", (at, right, args) -> {
                List<Member> members = at.engine().members((GroupId) args[0]);
                return members.isEmpty() ? members : members.subList(1, members.size());
            }),
            WrongEngine.engine(
                    "members.stranger",
                    "names itself as a member of any group",
                    "members",
                    (at, right, args) -> List.of(new Member(at.node(), true))),
            WrongEngine.engine("questions.whole", "cuts questions short", "ask", (at, right, args) -> {
                byte[] question = (byte[]) args[1];
                return at.engine().ask((String) args[0], Arrays.copyOf(question, question.length - 1));
            }),
            WrongEngine.engine("questions.once", "asks twice", "ask", (at, right, args) -> {
                CompletionStage<byte[]> unused = at.engine().ask((String) args[0], (byte[]) args[1]);
                return at.engine().ask((String) args[0], (byte[]) args[1]);
            }),
            WrongEngine.engine(
                    "questions.nobody",
                    "answers nothing in the place of whoever does not answer",
                    "ask",
                    (at, right, args) ->
                            at.engine().ask((String) args[0], (byte[]) args[1]).exceptionally(failure -> new byte[0])),
            WrongEngine.engine(
                    "questions.leader",
                    "takes itself for the leader",
                    "askLeader",
                    (at, right, args) -> at.engine().ask(at.node(), (byte[]) args[0])),
            WrongEngine.engine(
                    "questions.before-start",
                    "asks nobody before its server runs",
                    "ask",
                    (at, right, args) -> at.simulated().running()
                            ? right.call(args)
                            : CompletableFuture.failedFuture(new IllegalStateException("not started"))),
            WrongEngine.engine("threads.at-once", "waits for the answer", "ask", (at, right, args) -> {
                CompletionStage<byte[]> answer = at.engine().ask((String) args[0], (byte[]) args[1]);
                boolean runtimes = SimProof.isQuestion((byte[]) args[1]) || ((byte[]) args[1])[0] == 'H';
                return runtimes
                        ? answer
                        : CompletableFuture.completedFuture(
                                answer.toCompletableFuture().get());
            }),
            new WrongEngine("threads.together", "answers one thread only", OneThread::new),
            WrongEngine.engine(
                    "threads.may-block",
                    "completes all stages on one thread",
                    "ask",
                    (at, right, args) -> at.engine()
                            .ask((String) args[0], (byte[]) args[1])
                            .thenApplyAsync(answer -> answer, ONE_THREAD)));

    private WrongLeaders() {}

    /** What is told in the place of what a right engine tells; null for following. */
    private interface Told {
        @org.jspecify.annotations.Nullable
        Leading instead(WrongEngine.At at, Optional<Leading> told);
    }

    private static WrongEngine leadership(String name, String how, Told told) {
        return WrongEngine.engine(name, how, "leadership", (at, right, args) -> {
            Optional<Leading> leading = Optional.of(at.engine().leadership((GroupId) args[0]))
                    .filter(Leading.class::isInstance)
                    .map(Leading.class::cast);
            Leading instead = told.instead(at, leading);
            return instead == null ? new Following() : instead;
        });
    }

    /** Does not always say that its part may have changed. */
    private static final class Untold extends WrongEngine.Wrong {
        private final boolean atFirst;
        private final Set<GroupId> opened = new HashSet<>();

        Untold(int nodes, boolean atFirst) {
            super(nodes);
            this.atFirst = atFirst;
        }

        @Override
        QuorumSeal wrong(WrongEngine.At at, QuorumSeal runtime) {
            return WrongEngine.groups(runtime, group -> {
                GroupSeal noting = Around.method(GroupSeal.class, group, "open", (right, args) -> {
                    opened.add(group.id());
                    return right.call(args);
                });
                return Around.method(
                        GroupSeal.class,
                        noting,
                        "leadershipChanged",
                        (right, args) -> isSaid(at.engine(), group.id()) ? right.call(args) : null);
            });
        }

        private boolean isSaid(Engine engine, GroupId group) {
            return atFirst ? opened.contains(group) : engine.leadership(group) instanceof Leading;
        }
    }

    /** Is for the thread that asked first. */
    private static final class OneThread extends WrongEngine.Wrong {
        private Optional<Thread> asked = Optional.empty();

        OneThread(int nodes) {
            super(nodes);
        }

        @Override
        Engine wrong(WrongEngine.At at) {
            return Around.method(Engine.class, at.engine(), "holding", (right, args) -> {
                mustBeTheSame();
                return right.call(args);
            });
        }

        private synchronized void mustBeTheSame() {
            if (asked.filter(thread -> thread != Thread.currentThread()).isPresent()) {
                throw new IllegalStateException("asked by two threads");
            }
            asked = Optional.of(Thread.currentThread());
        }
    }
}
