package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An engine through which no other node can be asked anything. */
record DeafEngine(Engine engine) implements Engine {
    @Override
    public CompletionStage<byte[]> ask(String node, byte[] question) {
        return nobody();
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        return nobody();
    }

    private static CompletionStage<byte[]> nobody() {
        return CompletableFuture.failedFuture(new RetryableException(RetryableException.Reason.NO_ANSWER, "deaf"));
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
    public CompletionStage<LogPosition> propose(GroupId group, Proposal proposal) {
        return engine.propose(group, proposal);
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
    public Holding holding(GroupId group) {
        return engine.holding(group);
    }

    @Override
    public List<Hindrance> hindrances(GroupId group) {
        return engine.hindrances(group);
    }

    @Override
    public Optional<String> writtenInClear(GroupId group) {
        return engine.writtenInClear(group);
    }

    @Override
    public CompletionStage<Void> compact(GroupId group) {
        return engine.compact(group);
    }
}
