package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.Admin;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealedFiles;
import io.quorumseal.core.Status;
import io.quorumseal.core.ValueSeal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** A runtime whose group handles are those of a good one, but for what a test changes about them. */
record FaultyRuntime(QuorumSeal good, UnaryOperator<GroupSeal> change) implements QuorumSeal {

    /** A group handle to override. */
    abstract static class Group implements GroupSeal {
        final GroupSeal good;

        Group(GroupSeal good) {
            this.good = good;
        }

        @Override
        public GroupId id() {
            return good.id();
        }

        @Override
        public Proposal begin(ByteBuffer payload) {
            return good.begin(payload);
        }

        @Override
        public Opened open(LogPosition position, ByteBuffer logged) {
            return good.open(position, logged);
        }

        @Override
        public Kind openInto(long term, long index, ByteBuffer logged, ByteBuffer out) {
            return good.openInto(term, index, logged, out);
        }

        @Override
        public void leadershipChanged() {
            good.leadershipChanged();
        }

        @Override
        public byte[] exportState(long snapshot) {
            return good.exportState(snapshot);
        }

        @Override
        public CompletionStage<Void> importState(byte[] state, long snapshot) {
            return good.importState(state, snapshot);
        }

        @Override
        public void importAtStart(byte[] state, long snapshot) {
            good.importAtStart(state, snapshot);
        }

        @Override
        public OptionalLong cutover() {
            return good.cutover();
        }
    }

    @Override
    public GroupSeal group(String group) {
        return change.apply(good.group(group));
    }

    @Override
    public ValueSeal values() {
        return good.values();
    }

    @Override
    public ValueSeal values(String scope) {
        return good.values(scope);
    }

    @Override
    public Admin admin() {
        return good.admin();
    }

    @Override
    public Status status() {
        return good.status();
    }

    @Override
    public Status recentStatus() {
        return good.recentStatus();
    }

    @Override
    public KeyEvents keyEvents() {
        return good.keyEvents();
    }

    @Override
    public Duration probeKek() {
        return good.probeKek();
    }

    @Override
    public CompletionStage<byte[]> answer(byte[] question) {
        return good.answer(question);
    }

    @Override
    public void halted(GroupId group, String why) {
        good.halted(group, why);
    }

    @Override
    public void unsealed(GroupId group, String what) {
        good.unsealed(group, what);
    }

    @Override
    public SealedFiles files() {
        return good.files();
    }

    @Override
    public void reseed() {
        good.reseed();
    }

    @Override
    public void close() {
        good.close();
    }
}
