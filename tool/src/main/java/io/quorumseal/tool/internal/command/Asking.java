package io.quorumseal.tool.internal.command;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.OnMember;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.internal.display.Display;
import io.quorumseal.tool.internal.display.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Asks a node, and through it the members, until something is done or does not go on. It ends
 *
 * <ul>
 *   <li>when it is done on every member;
 *   <li>when a member refuses it: asking again does not help;
 *   <li>when one has failed, or has not answered, for {@link #PATIENCE} without a break;
 *   <li>when the time is over.
 * </ul>
 */
public final class Asking {
    /** For how long a member may fail, or say nothing: restarts and elections end by then. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final String THIS_NODE = "";

    private final NodeAccess node;
    private final Pace pace;
    private final Display display;
    private final Instant end;
    private final Map<String, Instant> failingSince = new TreeMap<>();

    /** What is asked of the node. */
    public interface Question<T> {
        T ask(Admin admin) throws IOException;
    }

    /**
     * Begins.
     *
     * @param timeout for how long at most
     */
    Asking(NodeAccess node, Pace pace, Display display, Duration timeout) {
        this.node = node;
        this.pace = pace;
        this.display = display;
        this.end = pace.instant().plus(timeout);
    }

    /** Has every member do something, and waits until all have. */
    Admin.Result untilDone(String step, Question<Admin.Result> question) throws Exception {
        while (true) {
            Admin.Result result = answered(question);
            display.show(step, result.members());
            if (result.already()) {
                return result;
            }
            if (mustEnd(result.members()) || isOver()) {
                throw new Unfinished(step, result);
            }
            pause();
        }
    }

    private boolean mustEnd(List<OnMember> members) {
        failingSince.keySet().removeIf(name -> members.stream().noneMatch(member -> hasFailed(member, name)));
        boolean refused = members.stream().anyMatch(member -> member.outcome() == Outcome.REFUSED);
        boolean failedLong = members.stream()
                .filter(member -> member.outcome() == Outcome.FAILED)
                .map(member -> hasFailedLong(member.node()))
                .reduce(false, Boolean::logicalOr);
        return refused || failedLong;
    }

    private static boolean hasFailed(OnMember member, String name) {
        return member.node().equals(name) && member.outcome() == Outcome.FAILED;
    }

    private boolean hasFailedLong(String name) {
        Instant now = pace.instant();
        Instant since = failingSince.computeIfAbsent(name, first -> now);
        return !now.isBefore(since.plus(PATIENCE));
    }

    /** Asks once, and again where nothing was done or the node was not reached. */
    <T> T answered(Question<T> question) throws Exception {
        while (true) {
            try {
                T answer = question.ask(node.admin());
                failingSince.remove(THIS_NODE);
                return answer;
            } catch (RetryableException | IOException | UncheckedIOException failure) {
                if (hasFailedLong(THIS_NODE) || isOver()) {
                    throw failure;
                }
            }
            pause();
        }
    }

    /** The key state that the leader has applied. This node may be behind it, so it takes that over first. */
    KeyState keys() throws Exception {
        return answered(admin -> {
            Admin.Result unused = admin.resync();
            return node.status().keys();
        });
    }

    /**
     * Replaces an active DEK if that is due: each attempt looks first, for the one before may have had an effect.
     *
     * @return what came of it; empty if it was not due
     */
    Optional<Admin.Result> replacedIf(
            Purpose purpose, Predicate<KeyState.Key> due, BiFunction<Admin, Purpose, Admin.Result> change)
            throws Exception {
        return answered(admin -> {
            Admin.Result unused = admin.resync();
            KeyState.Key active = active(node.status().keys(), purpose);
            return due.test(active) ? Optional.of(change.apply(admin, purpose)) : Optional.empty();
        });
    }

    static KeyState.Key active(KeyState keys, Purpose purpose) {
        return keys.activeDek(purpose)
                .flatMap(dek -> Optional.ofNullable(keys.keys().get(dek)))
                .orElseThrow(() -> new RejectedException(
                        RejectedException.Reason.NOT_BOOTSTRAPPED, "the cluster has no keys yet; bootstrap it first"));
    }

    /** Has a DEK retired as soon as nothing needs it. */
    Admin.Result untilRetired(DekId dek) throws Exception {
        while (true) {
            try {
                return answered(admin -> admin.retire(dek));
            } catch (RejectedException refused) {
                if (!isStillNeeded(refused) || isOver()) {
                    throw refused;
                }
                display.say(Cleaning.RETIRE, dek.toString(), String.valueOf(refused.getMessage()));
            }
            pause();
        }
    }

    static boolean isStillNeeded(RejectedException refused) {
        return refused.reason() == RejectedException.Reason.STILL_NEEDED;
    }

    boolean isOver() {
        return !pace.instant().isBefore(end);
    }

    void pause() throws InterruptedException {
        pace.pause(BETWEEN);
    }
}
