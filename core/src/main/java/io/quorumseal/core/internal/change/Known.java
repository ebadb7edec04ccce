package io.quorumseal.core.internal.change;

import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.peer.PeerMessage;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The key states that members answered with.
 *
 * @param states one for each who has keys
 */
record Known(List<SealedState> states) {

    static Known by(Collection<PeerMessage> answers) {
        return new Known(answers.stream()
                .filter(PeerMessage.Registered.class::isInstance)
                .map(answer -> SealedState.decode(((PeerMessage.Registered) answer).state()))
                .toList());
    }

    /** Takes them over, one after the other. */
    CompletionStage<Void> takenOver(Membership membership) {
        CompletionStage<Void> taken = CompletableFuture.completedFuture(null);
        for (SealedState theirs : states) {
            taken = taken.thenCompose(done -> membership.takeAnswer(theirs));
        }
        return taken;
    }
}
