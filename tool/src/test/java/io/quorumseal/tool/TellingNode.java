package io.quorumseal.tool;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealedFiles;
import io.quorumseal.core.Status;
import io.quorumseal.core.ValueSeal;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A node that does nothing but tell how it is, at most a second old.
 *
 * @param told what it says to those who ask often
 */
record TellingNode(Supplier<Status> told) implements QuorumSeal {

    @Override
    public Status status() {
        throw none();
    }

    @Override
    public Status recentStatus() {
        return told.get();
    }

    @Override
    public GroupSeal group(String group) {
        throw none();
    }

    @Override
    public ValueSeal values() {
        throw none();
    }

    @Override
    public ValueSeal values(String scope) {
        throw none();
    }

    @Override
    public SealedFiles files() {
        throw none();
    }

    @Override
    public Admin admin() {
        throw none();
    }

    @Override
    public CompletionStage<byte[]> answer(byte[] question) {
        throw none();
    }

    @Override
    public void halted(GroupId group, String why) {
        throw none();
    }

    @Override
    public void unsealed(GroupId group, String what) {
        throw none();
    }

    @Override
    public KeyEvents keyEvents() {
        throw none();
    }

    @Override
    public Duration probeKek() {
        throw none();
    }

    @Override
    public void reseed() {
        throw none();
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    private static UnsupportedOperationException none() {
        return new UnsupportedOperationException("it only tells");
    }
}
