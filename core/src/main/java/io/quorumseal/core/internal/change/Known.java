package io.quorumseal.core.internal.change;

import io.quorumseal.api.KeyState;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.work.Futures;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The key states that members answered with.
 *
 * @param states by member, of each who has keys
 */
record Known(SortedMap<String, SealedState> states) {

    static Known by(Map<String, PeerMessage> answers) {
        SortedMap<String, SealedState> states = new TreeMap<>();
        answers.forEach((member, answer) -> {
            if (answer instanceof PeerMessage.Registered registered) {
                states.put(member, SealedState.decode(registered.state()));
            }
        });
        return new Known(states);
    }

    /** Takes them over, one after the other. */
    CompletionStage<Void> takenOver(Membership membership) {
        CompletionStage<Void> taken = CompletableFuture.completedFuture(null);
        for (SealedState theirs : states.values()) {
            taken = taken.thenCompose(done -> membership.takeAnswer(theirs));
        }
        return taken;
    }

    /** What they say, once each is known to be a member's; nothing of it is taken over. */
    CompletionStage<List<KeyState>> verified(Membership membership) {
        CompletionStage<List<KeyState>> all = CompletableFuture.completedFuture(List.of());
        for (Map.Entry<String, SealedState> theirs : states.entrySet()) {
            CompletionStage<KeyState> one = Futures.started(
                            () -> membership.importer().verified(theirs.getValue()))
                    .exceptionally(failure -> {
                        throw new CompletionException(unusable(theirs.getKey(), Futures.typed(failure)));
                    });
            all = all.thenCombine(one, Known::and);
        }
        return all;
    }

    private static QuorumSealException unusable(String member, QuorumSealException why) {
        return why instanceof RetryableException ? why : uncheckable(member, why);
    }

    /** What a member knows, and nobody here can read. */
    static RejectedException uncheckable(String member, QuorumSealException why) {
        return new RejectedException(
                Reason.MEMBER_NOT_READY,
                "what member " + member + " knows cannot be checked here: " + why.getMessage()
                        + ". Nothing was changed. If its keys are no longer this cluster's, stop that member and ask again",
                why);
    }

    private static List<KeyState> and(List<KeyState> states, KeyState one) {
        return Stream.concat(states.stream(), Stream.of(one)).toList();
    }
}
