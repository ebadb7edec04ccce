package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.entity.PeerId;
import io.quorumseal.api.RetryableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One question to the control group's leader, whoever that is. All members are asked at once whether they lead, so a member that
 * is down delays nothing; the question goes to the one that says so, and to another one only if that one certainly did not pass it
 * on to its runtime.
 */
final class LeaderSearch {
    private static final long PING_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 100;

    private final Peers peers;
    private final Supplier<List<PeerId>> members;
    private final ExecutorService executor;
    private final Frame question;
    private final Duration answerTimeout;
    private final long deadlineNanos;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    LeaderSearch(
            Peers peers,
            Supplier<List<PeerId>> members,
            ExecutorService executor,
            byte[] question,
            Duration searchTimeout,
            Duration answerTimeout) {
        this.peers = peers;
        this.members = members;
        this.executor = executor;
        this.question = new Frame(Frame.ASK_LEADER, question);
        this.answerTimeout = answerTimeout;
        this.deadlineNanos = System.nanoTime() + searchTimeout.toNanos();
    }

    /** Gives the answer; who completes it himself ends the search. */
    CompletableFuture<byte[]> answer() {
        return answer;
    }

    void search() {
        if (answer.isDone()) {
            return;
        }
        var unused = find().whenComplete((leader, error) -> {
            if (error == null) {
                executor.execute(() -> ask(leader));
            } else {
                later(error);
            }
        });
    }

    private CompletableFuture<PeerId> find() {
        CompletableFuture<PeerId> first = new CompletableFuture<>();
        List<CompletableFuture<Void>> pings = members.get().stream()
                .map(member ->
                        CompletableFuture.runAsync(() -> ping(member), executor).thenRun(() -> first.complete(member)))
                .toList();
        var unused = CompletableFuture.allOf(pings.toArray(CompletableFuture[]::new))
                .whenComplete((nothing, error) -> first.completeExceptionally(
                        error == null ? new IOException("the control group has no members") : error));
        return first;
    }

    private void ping(PeerId member) {
        try {
            byte[] unused = peers.ask(member, Frame.of(Frame.PING_LEADER), Duration.ofMillis(PING_MILLIS));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void ask(PeerId leader) {
        try {
            answer.complete(peers.ask(leader, question, answerTimeout));
        } catch (Peers.NotServedException e) {
            later(e);
        } catch (IOException | RuntimeException e) {
            answer.completeExceptionally(new RetryableException(
                    RetryableException.Reason.NO_ANSWER, "the leader " + leader + " did not answer: " + e, e));
        }
    }

    private void later(Throwable error) {
        if (executor.isShutdown() || System.nanoTime() - deadlineNanos > 0) {
            answer.completeExceptionally(new RetryableException(
                    RetryableException.Reason.GATE_CLOSED,
                    "no member of the control group answers as its leader; the last error was " + error,
                    error));
        } else {
            CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, executor)
                    .execute(this::search);
        }
    }
}
