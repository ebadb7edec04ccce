package io.quorumseal.example.jlink;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.EngineSubject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One node whose log is a list. */
final class ListSubject implements EngineSubject {
    private static final GroupId GROUP = new GroupId("control");
    private static final String NODE = "n1";

    private final ListEngine engine = new ListEngine(NODE, GROUP);
    private Optional<QuorumSeal> runtime = Optional.empty();

    @Override
    public int mostNodes() {
        return 1;
    }

    @Override
    public List<String> nodes() {
        return List.of(NODE);
    }

    @Override
    public List<GroupId> groups() {
        return List.of(GROUP);
    }

    @Override
    public void start(String node, Runtimes runtimes) {
        QuorumSeal opened = runtimes.open(node, engine);
        runtime = Optional.of(opened);
        CompletionStage<Void> unused = engine.start(opened);
    }

    @Override
    public void stop(String node) throws InterruptedException {
        if (runtime.isPresent()) {
            engine.stop();
            runtime.get().close();
            runtime = Optional.empty();
        }
    }

    @Override
    public void lead(String node, GroupId group) {
        // It always does.
    }

    @Override
    public CompletionStage<Outcome> write(String node, GroupId group, String payload) {
        try {
            return engine.write(payload).handle((at, failure) -> failure == null ? Outcome.APPLIED : Outcome.UNKNOWN);
        } catch (RetryableException | RejectedException e) {
            return CompletableFuture.completedFuture(Outcome.REFUSED);
        }
    }

    @Override
    public List<String> applied(String node, GroupId group) {
        return engine.applied();
    }

    @Override
    public Map<String, String> notApplicable() {
        Map<String, String> reasons = new HashMap<>(Stream.of(
                        "append.not-forwarded",
                        "append.proposed-here",
                        "append.proposed-unknown",
                        "terms.changed",
                        "leadership.one",
                        "leadership.ready",
                        "leadership.told-change",
                        "leadership.step-down",
                        "leadership.step-down-goes-on",
                        "leadership.step-down-follower",
                        "members.all",
                        "questions.*",
                        "apply.everywhere",
                        "holding.follower",
                        "recovered.identity",
                        "threads.at-once",
                        "threads.may-block",
                        "closing.pending")
                .collect(Collectors.toMap(name -> name, name -> "there is one node")));
        Stream.of("apply.others-go-on", "halt.others-go-on", "holding.ended", "groups.ended")
                .forEach(name -> reasons.put(name, "there is one group"));
        Stream.of("snapshots.*", "compaction.*").forEach(name -> reasons.put(name, "a list is never cut"));
        reasons.put("halt.machine", "the state machine is a list, which does not fail");
        reasons.put("replay.kill", "nothing outlives the process");
        return reasons;
    }

    @Override
    public void close() throws IOException {
        try {
            stop(NODE);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while the node stopped", e);
        }
    }
}
