package io.quorumseal.core.internal.group;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.LogStatus;
import io.quorumseal.core.Opened;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.flight.Flight;
import io.quorumseal.core.internal.flight.Span;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a group is doing on this node: it goes on, is stalled and why, or has halted for good. */
final class Condition {
    private static final String UNDECIDED =
            "was cut over in another log: payloads are refused until the raft envelope is"
                    + " enabled in this one, or the node is opened with cleartextInNewLog";

    private static final String REFUSED =
            "the cluster refuses this node, which applies and seals nothing any more and leads no group for long: ";

    private final Node node;
    private final GroupId id;
    private final Membership membership;
    private final Gate gate;
    private volatile String stalled = "";
    private volatile Span stall = Span.UNRECORDED;
    private volatile @Nullable HaltApplyException halt;

    Condition(Node node, GroupId id, Membership membership, Gate gate) {
        this.node = node;
        this.id = id;
        this.membership = membership;
        this.gate = gate;
    }

    GroupSeal.Kind notYet(String why) {
        stalled(why);
        return GroupSeal.Kind.NOT_YET;
    }

    Opened stall(String why, CompletionStage<Void> retry) {
        stalled(why);
        return new Opened.NotYet(why, retry);
    }

    private void stalled(String why) {
        if (stalled.isEmpty()) {
            node.config().listener().on(Event.STALLED, id, why);
            stall = Flight.recorder().stall(node.config().node(), id, why);
        }
        stalled = why;
        node.config().engine().stepDown(id, "apply is stalled: " + why);
    }

    boolean isStalled() {
        return !stalled.isEmpty();
    }

    void resume() {
        if (!stalled.isEmpty()) {
            stalled = "";
            ended("RESUMED");
            node.config().listener().on(Event.RESUMED, id, "apply goes on");
        }
    }

    interface Step<T> {
        T run();
    }

    /** A halted group stays halted: nothing is applied behind what was not. */
    <T> T guarded(Step<T> step) {
        HaltApplyException before = halt;
        if (before != null) {
            throw before;
        }
        try {
            membership.checkMayApply();
            return step.run();
        } catch (HaltApplyException e) {
            halted(e);
            throw e;
        }
    }

    void halted(HaltApplyException why) {
        halt = why;
        ended("HALTED");
        Flight.recorder().halt(node.config().node(), id, String.valueOf(why.getMessage()));
        node.config().listener().on(Event.HALTED, id, String.valueOf(why.getMessage()));
    }

    /** The runtime closes: what it waits for does not come any more. */
    void closed() {
        ended("CLOSED");
    }

    private void ended(String how) {
        Span recorded = stall;
        stall = Span.UNRECORDED;
        recorded.end(how);
    }

    /** What halted it stood in a log that is gone, with all that was not applied behind it. */
    void begunAnew() {
        halt = null;
    }

    Optional<String> halted() {
        return Optional.ofNullable(halt).map(why -> "has halted here (" + why.getMessage() + ")");
    }

    Status.Group status(Optional<LogStatus> log) {
        Optional<String> refusal = membership.refusal();
        if (refusal.isPresent()) {
            return status(log, Status.Mode.HALTED, REFUSED + refusal.get());
        }
        HaltApplyException why = halt;
        if (why != null) {
            return status(log, Status.Mode.HALTED, String.valueOf(why.getMessage()));
        }
        if (!stalled.isEmpty()) {
            return status(log, Status.Mode.STALLED, stalled);
        }
        if (gate.isHeld()) {
            return status(log, Status.Mode.HELD, "a cutover is under way");
        }
        if (node.state().group(id).undecided()) {
            return status(log, Status.Mode.CLEARTEXT, UNDECIDED);
        }
        return status(
                log,
                node.state().group(id).cutover().isPresent() ? Status.Mode.SEALING : Status.Mode.CLEARTEXT,
                node.cutoverAboveLog(id).or(() -> node.keysAboveLog(id)).orElse(""));
    }

    private Status.Group status(Optional<LogStatus> log, Status.Mode mode, String why) {
        return new Status.Group(
                mode,
                why,
                gate.lastWait(),
                gate.longestWait(),
                node.config().engine().writtenInClear(id),
                log);
    }
}
