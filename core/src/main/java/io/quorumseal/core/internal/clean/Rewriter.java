package io.quorumseal.core.internal.clean;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.Status;
import io.quorumseal.core.StorageStatus;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.core.ValueStore;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.PeerMessage.Progress;
import io.quorumseal.core.internal.work.Futures;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Seals this node's stored values under the active DEK, in the background, and counts them afterwards. Asking again
 * tells how far it is, and begins again where that is due: after a failure, a restart, a rotation or a snapshot that
 * was installed. What is under the active DEK already is left as it is, so nothing is done twice.
 */
final class Rewriter {
    private final Node node;
    private final Function<String, ValueSeal> scopes;
    private final Fences fences;
    private final Runnable mayRenew;
    private @Nullable Rewriting running;
    private @Nullable Proof proof;
    private OptionalLong cutover = OptionalLong.empty();
    private String failure = "";

    /**
     * What was found after all values were sealed anew.
     *
     * @param values the counts, of a pass that began after the last one was sealed
     * @param replaced the DEKs that were replaced before: of those that came later nothing is known
     * @param from for each group, from which index on a snapshot was taken behind that pass
     */
    record Proof(Status.Values values, Set<DekId> replaced, SortedMap<GroupId, Long> from) {
        DekId active() {
            return values.active();
        }
    }

    /**
     * Makes one.
     *
     * @param scopes what seals and opens the values of a scope
     * @param mayRenew refuses if no value may be renewed now
     */
    Rewriter(Node node, Function<String, ValueSeal> scopes, Fences fences, Runnable mayRenew) {
        this.mayRenew = mayRenew;
        this.node = node;
        this.scopes = scopes;
        this.fences = fences;
    }

    /** Begins unless that is under way or done, and tells how far it is. */
    synchronized Progress begin() {
        ValueStore store = node.config()
                .valueStore()
                .orElseThrow(() -> new RejectedException(
                        Reason.BAD_REQUEST,
                        "node " + node.config().node() + " was given no store of values; name one with valueStore(…)"));
        KeyState state = node.state();
        DekId active = state.activeDek(Purpose.STORAGE)
                .filter(dek -> state.storageCutover().isPresent())
                .orElseThrow(() -> new RejectedException(
                        Reason.BAD_REQUEST, "values are not sealed yet; enable the storage envelope first"));
        Rewriting current = running;
        if (current != null) {
            return new Progress(Outcome.UNDER_WAY, current.text(), current.share());
        }
        Optional<Proof> known = proof().filter(found -> found.active().equals(active));
        if (known.isPresent()) {
            return new Progress(Outcome.DONE, known.get().values().text());
        }
        cutover = state.storageCutover();
        Set<DekId> replaced = new TreeSet<>(state.keys().keySet());
        replaced.addAll(node.keeper().current().local().kept().keySet());
        replaced.removeAll(state.active().values());
        return begun(store, active, replaced);
    }

    private Progress begun(ValueStore store, DekId active, Set<DekId> replaced) {
        Progress progress = failure.isEmpty()
                ? new Progress(Outcome.UNDER_WAY, "begun")
                : new Progress(Outcome.FAILED, failure + "; begun again");
        failure = "";
        proof = null;
        Rewriting fresh = new Rewriting(node, new Scopes(scopes), mayRenew, fences, store, active, replaced);
        running = fresh;
        Futures.started(fresh::run).whenComplete((found, failed) -> ended(fresh, found, failed));
        return progress;
    }

    private synchronized void ended(Rewriting which, @Nullable Proof found, @Nullable Throwable failed) {
        if (running != which) {
            return;
        }
        running = null;
        if (failed == null && found != null) {
            proof = found;
            node.config().tell(Event.REWRITTEN, found.values().text());
        } else {
            QuorumSealException typed = Futures.typed(failed == null ? new IllegalStateException() : failed);
            failure = String.valueOf(typed.getMessage());
            node.config().tell(Event.TROUBLE, "values are not rewritten: " + failure);
        }
    }

    /** What was found last, if it still holds: in a later log values may have come in cleartext since. */
    synchronized Optional<Proof> proof() {
        return Optional.ofNullable(proof)
                .filter(found -> cutover.equals(node.state().storageCutover()));
    }

    /** How far the one is that is under way. */
    synchronized Optional<StorageStatus.Rewriting> progress() {
        return Optional.ofNullable(running).map(Rewriting::progress);
    }

    /** Another member's values have taken the place of some of this node's. */
    synchronized void forget() {
        proof = null;
        if (running != null) {
            cancel();
            failure = "a snapshot was installed meanwhile";
        }
    }

    synchronized void cancel() {
        Rewriting current = running;
        running = null;
        if (current != null) {
            current.cancel();
        }
    }
}
