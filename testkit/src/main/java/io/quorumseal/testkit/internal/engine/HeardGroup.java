package io.quorumseal.testkit.internal.engine;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.testkit.internal.engine.Heard.Result;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A group's handle as the engine and the vendor see it. */
final class HeardGroup implements GroupSeal {
    private final Between between;
    private final GroupSeal group;
    private final AtomicInteger opening = new AtomicInteger();
    private volatile long opened;

    HeardGroup(Between between, GroupSeal group) {
        this.between = between;
        this.group = group;
    }

    @Override
    public GroupId id() {
        return group.id();
    }

    @Override
    public Proposal begin(ByteBuffer payload) {
        Proposal begun = group.begin(payload);
        Draft draft = between.draft(begun, Optional.of(Between.text(payload)));
        between.rules().begun.on(between.life().node());
        return draft;
    }

    @Override
    public Opened open(LogPosition at, ByteBuffer logged) {
        if (opening.incrementAndGet() > 1) {
            between.heard().offence("two entries of group " + id() + " are opened at the same time, one at " + at);
        }
        byte[] bytes = Between.copied(logged);
        try {
            Opened result = between.rules().opening.open(between.life().node(), at, () -> group.open(at, logged));
            heard(at, bytes, result);
            return result;
        } catch (HaltApplyException | RejectedException e) {
            between.heard().add(new Heard.Open(between.life(), at, bytes, Result.HALTED, Optional.empty()));
            throw e;
        } finally {
            opening.decrementAndGet();
        }
    }

    private void heard(LogPosition at, byte[] bytes, Opened result) {
        Optional<String> plaintext = result instanceof Opened.Payload payload
                ? Optional.of(Between.text(payload.plaintext()))
                : Optional.empty();
        if (!(result instanceof Opened.NotYet)) {
            opened = at.index();
        }
        between.heard().add(new Heard.Open(between.life(), at, bytes, kind(result), plaintext));
    }

    private static Result kind(Opened result) {
        if (result instanceof Opened.Payload) {
            return Result.PAYLOAD;
        }
        return result instanceof Opened.Ours ? Result.OURS : Result.NOT_YET;
    }

    @Override
    public Kind openInto(long term, long index, ByteBuffer logged, ByteBuffer out) {
        Opened result = open(new LogPosition(id(), term, index), logged);
        if (result instanceof Opened.Payload payload) {
            out.put(payload.plaintext().duplicate());
            return Kind.PAYLOAD;
        }
        return result instanceof Opened.Ours ? Kind.OURS : Kind.NOT_YET;
    }

    @Override
    public void leadershipChanged() {
        between.told(id());
        group.leadershipChanged();
    }

    @Override
    public byte[] exportState(long snapshot) {
        byte[] state = group.exportState(snapshot);
        between.heard().add(new Heard.Export(between.life(), id(), snapshot, opened, state));
        return state;
    }

    @Override
    public CompletionStage<Void> importState(byte[] state, long snapshot) {
        between.heard().add(new Heard.Import(between.life(), id(), snapshot, state));
        return between.rules().importing.imported(between.life().node(), group.importState(state, snapshot));
    }

    @Override
    public void importAtStart(byte[] state, long snapshot) {
        between.heard().add(new Heard.Import(between.life(), id(), snapshot, state));
        group.importAtStart(state, snapshot);
    }

    @Override
    public OptionalLong cutover() {
        return group.cutover();
    }
}
