package io.quorumseal.core.internal.change;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.group.Proposer;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Answers;
import io.quorumseal.core.internal.peer.PeerMessage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the leader of the control group does for the registration of others, and what it objects to. */
public final class RegistrationDesk {
    private final Node node;
    private final Membership membership;
    private final Proposer proposer;
    private final GroupRuntime control;

    public RegistrationDesk(Node node, Membership membership, Proposer proposer, GroupRuntime control) {
        this.node = node;
        this.membership = membership;
        this.proposer = proposer;
        this.control = control;
    }

    /** Registers another node's opening. */
    public CompletionStage<PeerMessage> serve(PeerMessage.Register question) {
        control.leadingOrRefuse();
        Answers.checkCluster(node, question.cluster());
        KeyState state = node.state();
        if (!state.bootstrapped()) {
            return CompletableFuture.completedFuture(new PeerMessage.NotBootstrapped());
        }
        NodeId who = NodeId.ofName(question.node());
        List<DekId> deks = state.keys().keySet().stream()
                .filter(dek -> question.deks().isEmpty() || question.deks().contains(dek))
                .toList();
        for (DekId dek : deks) {
            objection(state, dek, who, question.opening()).ifPresent(text -> {
                throw refused(text);
            });
        }
        return Serving.registerAll(proposer, control, deks, who, question.opening())
                .thenApply(positions -> new PeerMessage.Registered(positions, control.exportState()));
    }

    /** Why an opening may not be registered: another life of the node, a rolled-back disk, or a colliding id. */
    public static Optional<String> objection(KeyState state, DekId dek, NodeId node, LocalEpoch opening) {
        for (var entry : state.registry().entrySet()) {
            boolean sameLow16 = entry.getKey().node16() == node.low16();
            NodeId holder = entry.getValue().node();
            if (sameLow16 && !holder.equals(node)) {
                return Optional.of("node id " + node + " shares its low 16 bits with node id " + holder
                        + ", which is registered; both would make the same nonces. Give the node another name");
            }
        }
        KeyState.@Nullable Writer row = state.registry().get(new KeyState.Row(dek, node.low16()));
        if (row == null || row.last().compareTo(opening) < 0) {
            return Optional.empty();
        }
        return Optional.of("opening " + opening + " is not new: opening " + row.last() + " of node id " + node
                + " is registered under DEK " + dek + ". Its disk was rolled back, a copy of it is running, or its"
                + " directory was wiped; it would make nonces again that were used. Start an empty directory under"
                + " another node name; to an empty directory this one is open again when every DEK that is live now is"
                + " gone: rotate, rewrite, purge and retire");
    }

    static RejectedException refused(String why) {
        return new RejectedException(RejectedException.Reason.REGISTRATION_REFUSED, why);
    }

    /** Tells another member what is applied here. */
    public PeerMessage known(PeerMessage.AskKeys question) {
        Answers.checkCluster(node, question.cluster());
        return membership.joining().isOver() && node.state().bootstrapped()
                ? new PeerMessage.Registered(new TreeMap<>(), control.exportState())
                : new PeerMessage.NotBootstrapped();
    }
}
