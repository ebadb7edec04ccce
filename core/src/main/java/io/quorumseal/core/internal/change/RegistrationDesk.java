package io.quorumseal.core.internal.change;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.group.Proposer;
import io.quorumseal.core.internal.member.Counted;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.PeerMessage;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the leader of the control group does for the registration of others, and what it objects to. */
public final class RegistrationDesk {
    private final Node node;
    private final Membership membership;
    private final Serving serving;
    private final GroupRuntime control;
    private final Twins twins = new Twins();

    public RegistrationDesk(Node node, Membership membership, Proposer proposer, GroupRuntime control) {
        this.node = node;
        this.membership = membership;
        this.serving = new Serving(node, proposer, control);
        this.control = control;
    }

    /** Registers another node's opening. */
    public CompletionStage<PeerMessage> serve(PeerMessage.Register question) {
        control.leadingOrRefuse();
        KeyState state = node.state();
        if (!state.bootstrapped()) {
            return CompletableFuture.completedFuture(new PeerMessage.NotBootstrapped());
        }
        Serving.Asker asker = new Serving.Asker(NodeId.ofName(question.node()), question.opening(), question.life());
        tellTwins(question.node(), asker);
        return serving.register(asker, question.held())
                .thenApply(positions -> new PeerMessage.Registered(positions, control.exportState()));
    }

    /** In suite 1 it is refused, and that says more. */
    private void tellTwins(String name, Serving.Asker asker) {
        Optional<Serving.Asker> before = twins.met(asker);
        if (Counted.active(node.state()).isEmpty()) {
            before.ifPresent(other -> node.config()
                    .tell(
                            Event.TWIN,
                            "node " + name + " was opened as number " + asker.opening()
                                    + ", and another process of it as "
                                    + other.opening() + ": its disk was rolled back, or a copy of its directory runs."
                                    + " Nothing is repeated; see that only one of them runs"));
        }
    }

    /**
     * Why an opening may not be registered: another life of the node, a rolled-back disk, or a colliding id. Rows under
     * all live DEKs whose nonces are counted are looked at, since an older life may have left one under any of them.
     *
     * @param own the DEKs under which a row with this very number is the opening's own
     */
    public static Optional<String> objection(KeyState state, NodeId node, LocalEpoch opening, Set<DekId> own) {
        for (DekId dek : Counted.live(state)) {
            KeyState.@Nullable Writer row = state.registry().get(new KeyState.Row(dek, node.low16()));
            if (row != null && !row.node().equals(node)) {
                return Optional.of("node id " + node + " shares its low 16 bits with node id " + row.node()
                        + ", which is registered; both would make the same nonces. Give the node another name");
            }
            int order = row == null ? -1 : row.last().compareTo(opening);
            if (row != null && (order > 0 || (order == 0 && !own.contains(dek)))) {
                return Optional.of(notNew(node, opening, row.last(), dek));
            }
        }
        return Optional.empty();
    }

    private static String notNew(NodeId node, LocalEpoch opening, LocalEpoch last, DekId dek) {
        return "opening " + opening + " is not new: opening " + last + " of node id " + node
                + " is registered under DEK " + dek + ". Its disk was rolled back, a copy of it is running, or its"
                + " directory was wiped; it would make nonces again that were used. Start an empty directory under"
                + " another node name; to an empty directory this one is open again when every DEK that is live now is"
                + " gone: rotate, rewrite, purge and retire";
    }

    static RejectedException refused(String why) {
        return new RejectedException(RejectedException.Reason.REGISTRATION_REFUSED, why);
    }

    /** Tells another member what is applied here. */
    public PeerMessage known(PeerMessage.AskKeys question) {
        if (question.asLeader()) {
            control.leadingOrRefuse();
        }
        if (!membership.joining().isOver()) {
            return new PeerMessage.Unknown();
        }
        return node.state().bootstrapped()
                ? new PeerMessage.Registered(new TreeMap<>(), control.exportState())
                : new PeerMessage.NotBootstrapped();
    }
}
