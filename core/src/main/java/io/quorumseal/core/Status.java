package io.quorumseal.core;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import java.util.Map;

/**
 * What a node says of itself.
 *
 * @param node the node's name
 * @param opening the number of this opening
 * @param keys the key state as applied here
 * @param storage whether values are sealed: {@link Mode#CLEARTEXT} or {@link Mode#SEALING}
 * @param groups what each group does
 * @param kek how the KEK is doing
 * @param counters what was counted since the runtime opened
 */
public record Status(
        String node,
        LocalEpoch opening,
        KeyState keys,
        Mode storage,
        Map<GroupId, Group> groups,
        KekHealth kek,
        Counters counters) {

    /**
     * Copies the map.
     *
     * @param node as of the record
     * @param opening as of the record
     * @param keys as of the record
     * @param storage as of the record
     * @param groups as of the record
     * @param kek as of the record
     * @param counters as of the record
     */
    public Status {
        groups = Map.copyOf(groups);
    }

    /** How a group is doing. */
    public enum Mode {
        /** Payloads are logged as they are. */
        CLEARTEXT,
        /** Payloads are sealed. */
        SEALING,
        /** A cutover is under way. */
        HELD,
        /** Apply waits for something; the node is degraded. */
        STALLED,
        /** Apply halted; the node has to be looked at. */
        HALTED
    }

    /**
     * One group.
     *
     * @param mode how it is doing
     * @param why one line for people; empty if all is well
     */
    public record Group(Mode mode, String why) {}

    /**
     * Counts since the runtime opened.
     *
     * @param sealed envelopes made, of either kind
     * @param opened envelopes opened, of either kind
     * @param cleartext payloads and values passed on as they are
     * @param refused proposals refused
     * @param kekCallsOnApply calls of the KEK that apply had to wait for
     */
    public record Counters(long sealed, long opened, long cleartext, long refused, long kekCallsOnApply) {}
}
