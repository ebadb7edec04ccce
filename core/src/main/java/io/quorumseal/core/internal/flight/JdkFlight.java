package io.quorumseal.core.internal.flight;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;

/** Tells the recorder of the JDK. Loaded only where there is one. */
final class JdkFlight implements Flight {
    @Override
    public Span open(String cluster, String node) {
        FlightEvents.Open event = new FlightEvents.Open();
        if (!event.isEnabled()) {
            return Span.UNRECORDED;
        }
        event.cluster = cluster;
        event.node = node;
        return event.begun();
    }

    @Override
    public Span apply(String node, LogPosition position, EncryptionEntry entry) {
        FlightEvents.EntryApplied event = new FlightEvents.EntryApplied();
        if (!event.isEnabled()) {
            return Span.UNRECORDED;
        }
        event.node = node;
        event.group = position.group().name();
        event.term = position.term();
        event.index = position.index();
        event.entry = entry.getClass().getSimpleName();
        return event.begun();
    }

    @Override
    public Span hold(String node, GroupId group) {
        FlightEvents.Hold event = new FlightEvents.Hold();
        if (!event.isEnabled()) {
            return Span.UNRECORDED;
        }
        event.node = node;
        event.group = group.name();
        return event.begun();
    }

    @Override
    public Span stall(String node, GroupId group, String why) {
        FlightEvents.Stall event = new FlightEvents.Stall();
        if (!event.isEnabled()) {
            return Span.UNRECORDED;
        }
        event.node = node;
        event.group = group.name();
        event.why = why;
        return event.begun();
    }

    @Override
    public Span kekCall(String kek, Enum<?> operation, int attempt) {
        FlightEvents.KekCall event = new FlightEvents.KekCall();
        if (!event.isEnabled()) {
            return Span.UNRECORDED;
        }
        event.kek = kek;
        event.operation = operation.name();
        event.attempt = attempt;
        return event.begun();
    }

    @Override
    public void cutover(String node, LogPosition position, Purpose what) {
        FlightEvents.Cutover event = new FlightEvents.Cutover();
        if (event.isEnabled()) {
            event.node = node;
            event.group = position.group().name();
            event.term = position.term();
            event.index = position.index();
            event.purpose = what.name();
            event.commit();
        }
    }

    @Override
    public void rotation(String node, LogPosition position, Purpose purpose, DekId dek, int suite) {
        FlightEvents.Rotation event = new FlightEvents.Rotation();
        if (event.isEnabled()) {
            event.node = node;
            event.term = position.term();
            event.index = position.index();
            event.purpose = purpose.name();
            event.dek = dek.value();
            event.suite = suite;
            event.commit();
        }
    }

    @Override
    public void halt(String node, GroupId group, String why) {
        FlightEvents.Halt event = new FlightEvents.Halt();
        if (event.isEnabled()) {
            event.node = node;
            event.group = group.name();
            event.why = why;
            event.commit();
        }
    }

    @Override
    public void refusedPayload(String node, GroupId group, RuntimeException why, int size) {
        FlightEvents.RefusedPayload event = new FlightEvents.RefusedPayload();
        if (event.isEnabled()) {
            event.node = node;
            event.group = group.name();
            event.reason = reason(why);
            event.size = size;
            event.commit();
        }
    }

    private static String reason(RuntimeException why) {
        if (why instanceof RetryableException retryable) {
            return retryable.reason().name();
        }
        return why instanceof RejectedException rejected
                ? rejected.reason().name()
                : why.getClass().getName();
    }

    @Override
    public void event(String node, Enum<?> event, Enum<?> severity, GroupId group, String text) {
        FlightEvents.Told told = new FlightEvents.Told();
        if (told.isEnabled()) {
            told.node = node;
            told.group = group.name();
            told.event = event.name();
            told.severity = severity.name();
            told.text = text;
            told.commit();
        }
    }
}
