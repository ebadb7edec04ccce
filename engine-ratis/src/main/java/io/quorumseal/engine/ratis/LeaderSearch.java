package io.quorumseal.engine.ratis;

import io.quorumseal.api.RetryableException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * One question to the control group's leader, whoever that is. All members are pinged at once, so a member that is
 * down delays nothing; the question goes to the one that answers, and to another one only if that one certainly did
 * not pass it on to its runtime.
 */
final class LeaderSearch {
    private static final long PING_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 100;

    private final Groups groups;
    private final Peers peers;
    private final ExecutorService executor;
    private final Message question;
    private final long deadlineNanos;
    private final CompletableFuture<Message> answer = new CompletableFuture<>();

    LeaderSearch(Groups groups, Peers peers, ExecutorService executor, Message question, long searchNanos) {
        this.groups = groups;
        this.peers = peers;
        this.executor = executor;
        this.question = question;
        this.deadlineNanos = System.nanoTime() + searchNanos;
    }

    /** Gives the answer; who completes it himself ends the search. */
    CompletableFuture<Message> answer() {
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

    private CompletableFuture<RaftPeerId> find() {
        List<RaftPeer> members = List.copyOf(groups.controlPeers());
        peers.know(members);
        CompletableFuture<RaftPeerId> first = new CompletableFuture<>();
        List<CompletableFuture<Void>> pings = members.stream()
                .map(member -> CompletableFuture.runAsync(() -> ping(member.getId()), executor)
                        .thenRun(() -> first.complete(member.getId())))
                .toList();
        var unused = CompletableFuture.allOf(pings.toArray(CompletableFuture[]::new))
                .whenComplete((nothing, error) -> first.completeExceptionally(
                        error == null ? new IOException("the control group has no members") : error));
        return first;
    }

    private void ping(RaftPeerId member) {
        try {
            peers.askAsLeader(member, Question.PING, PING_MILLIS);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void ask(RaftPeerId leader) {
        try {
            answer.complete(peers.askAsLeader(leader, question, 0));
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
