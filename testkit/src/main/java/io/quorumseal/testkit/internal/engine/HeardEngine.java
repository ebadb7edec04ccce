package io.quorumseal.testkit.internal.engine;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The engine as the runtime sees it. */
final class HeardEngine implements Engine {
    private final Between between;
    private final Engine engine;

    HeardEngine(Between between) {
        this.between = between;
        this.engine = between.engine();
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId group, Proposal proposal) {
        Draft draft = between.draft(proposal, Optional.empty());
        CompletionStage<LogPosition> outcome = engine.propose(group, draft);
        between.heard().add(new Heard.Proposed(between.life(), group, draft, outcome));
        return outcome.whenComplete((at, failure) -> between.heard()
                .add(new Heard.Settled(between.life(), group, Optional.ofNullable(at), Optional.ofNullable(failure))));
    }

    @Override
    public Append append() {
        return engine.append();
    }

    @Override
    public int maxEntrySize() {
        return engine.maxEntrySize();
    }

    @Override
    public Leadership leadership(GroupId group) {
        return engine.leadership(group);
    }

    @Override
    public List<Member> members(GroupId group) {
        return engine.members(group);
    }

    @Override
    public CompletionStage<byte[]> ask(String node, byte[] question) {
        return engine.ask(node, question);
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        return engine.askLeader(question);
    }

    @Override
    public void stepDown(GroupId group, String why) {
        engine.stepDown(group, why);
    }

    @Override
    public List<Recovered> recovered() {
        return engine.recovered();
    }

    @Override
    public List<Hosted> groups() {
        return engine.groups();
    }

    @Override
    public Optional<Hosted> hosted(GroupId group) {
        return engine.hosted(group);
    }

    @Override
    public Holding holding(GroupId group) {
        return engine.holding(group);
    }

    @Override
    public CompletionStage<Void> compact(GroupId group) {
        return engine.compact(group);
    }

    @Override
    public List<Hindrance> hindrances(GroupId group) {
        return engine.hindrances(group);
    }

    @Override
    public Optional<String> writtenInClear(GroupId group) {
        return engine.writtenInClear(group);
    }
}
