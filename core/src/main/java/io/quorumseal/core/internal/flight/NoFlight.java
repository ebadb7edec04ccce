package io.quorumseal.core.internal.flight;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;

/** Nothing can record here. */
final class NoFlight implements Flight {
    @Override
    public Span open(String cluster, String node) {
        return Span.UNRECORDED;
    }

    @Override
    public Span apply(String node, LogPosition position, EncryptionEntry entry) {
        return Span.UNRECORDED;
    }

    @Override
    public Span hold(String node, GroupId group) {
        return Span.UNRECORDED;
    }

    @Override
    public Span stall(String node, GroupId group, String why) {
        return Span.UNRECORDED;
    }

    @Override
    public Span kekCall(String kek, Enum<?> operation, int attempt) {
        return Span.UNRECORDED;
    }

    @Override
    public void cutover(String node, LogPosition position, Purpose what) {}

    @Override
    public void rotation(String node, LogPosition position, Purpose purpose, DekId dek, int suite) {}

    @Override
    public void halt(String node, GroupId group, String why) {}

    @Override
    public void refusedPayload(String node, GroupId group, RuntimeException why, int size) {}

    @Override
    public void event(String node, Enum<?> event, Enum<?> severity, GroupId group, String text) {}
}
