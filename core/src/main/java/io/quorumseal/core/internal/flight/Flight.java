package io.quorumseal.core.internal.flight;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;

/**
 * Tells flight recordings of this process what happens. Where none runs, or none wants an event, nothing is computed for
 * it. Nothing secret is told. Nothing is called for a payload or a value that passes.
 */
public interface Flight {

    /** Gives the recorder of this process. */
    static Flight recorder() {
        return Recorder.OF_THIS_PROCESS;
    }

    /** A runtime is opened. */
    Span open(String cluster, String node);

    /** An encryption entry is applied. */
    Span apply(String node, LogPosition position, EncryptionEntry entry);

    /** A proposal waits for a cutover. */
    Span hold(String node, GroupId group);

    /** Apply of a group waits for something. */
    Span stall(String node, GroupId group, String why);

    /**
     * A KEK is called.
     *
     * @param kek its description
     * @param operation what it is asked for
     * @param attempt which attempt of the call, from 1
     */
    Span kekCall(String kek, Enum<?> operation, int attempt);

    /** From an index on, something is sealed. */
    void cutover(String node, LogPosition position, Purpose what);

    /** Another DEK is active. */
    void rotation(String node, LogPosition position, Purpose purpose, DekId dek, int suite);

    /** Apply of a group halted. */
    void halt(String node, GroupId group, String why);

    /** A payload was not admitted. */
    void refusedPayload(String node, GroupId group, RuntimeException why, int size);

    /** The listener is told something. */
    void event(String node, Enum<?> event, Enum<?> severity, GroupId group, String text);
}
