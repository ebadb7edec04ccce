package io.quorumseal.core.internal.change;

import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Answers;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.Offered;
import io.quorumseal.core.internal.peer.PeerMessage.Ready;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Calls the members of the control group before a change: are they capable, and do they unwrap the new DEKs? */
public final class Roll {
    private final Node node;
    private final Membership membership;
    private final Members members;

    public Roll(Node node, Membership membership) {
        this.node = node;
        this.membership = membership;
        this.members = new Members(node);
    }

    /** Fails with the list of those who are not ready. */
    CompletionStage<List<Ready>> callAll(List<Offered> deks, boolean bootstrap) {
        return call(deks, bootstrap).thenApply(answers -> {
            List<Ready> ready = ready(answers);
            if (ready.size() < answers.size()) {
                throw notReady("every member has to be ready", answers);
            }
            return ready;
        });
    }

    /** Needs this node, which goes on sealing, and a majority of the voters. */
    CompletionStage<List<Ready>> callMajority(List<Offered> deks) {
        return call(deks, false).thenApply(answers -> {
            List<Ready> ready = ready(answers);
            Set<String> voters = members.voters();
            long able = ready.stream().filter(r -> voters.contains(r.node())).count();
            boolean self =
                    ready.stream().anyMatch(r -> r.node().equals(node.config().node()));
            if (!self || able * 2 <= voters.size()) {
                throw notReady("this node and a majority of the voters have to be ready", answers);
            }
            return ready;
        });
    }

    private CompletionStage<SortedMap<String, PeerMessage>> call(List<Offered> deks, boolean bootstrap) {
        PeerMessage.Prepare question = new PeerMessage.Prepare(
                node.config().cluster(), bootstrap, deks, node.config().node(), LogIdentities.boundBy(node, deks));
        return members.ask(
                question,
                node.config().limits().kekTimeout(),
                () -> CompletableFuture.completedFuture(prepare(question)));
    }

    /** Answers for this node. */
    public PeerMessage prepare(PeerMessage.Prepare question) {
        Answers.checkCluster(node, question.cluster());
        KekDesk desk = node.deskOrRefuse();
        LogIdentities.check(node, question.asker(), question.logs());
        if (isRewrap(question)) {
            membership.retired().rewrap();
        }
        question.deks().forEach(offered -> desk.prewarm(offered.purpose(), offered.dek(), offered.cipher()));
        if (question.bootstrap()) {
            membership
                    .own()
                    .prepared(question.deks().stream()
                            .map(offered -> offered.dek().id())
                            .collect(Collectors.toSet()));
            membership.joining().end();
        }
        return new Ready(node.config().node(), node.opening());
    }

    /** The KEK is about to change: a retired DEK that is kept here would else stay under the old one. */
    private boolean isRewrap(PeerMessage.Prepare question) {
        return question.deks().stream()
                .anyMatch(
                        offered -> node.state().keys().containsKey(offered.dek().id()));
    }

    private static List<Ready> ready(SortedMap<String, PeerMessage> answers) {
        List<Ready> ready = new ArrayList<>();
        answers.forEach((member, answer) -> {
            if (answer instanceof Ready yes && yes.node().equals(member)) {
                ready.add(yes);
            }
        });
        return ready;
    }

    private static RejectedException notReady(String rule, SortedMap<String, PeerMessage> answers) {
        String list = answers.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof Ready))
                .map(entry -> entry.getKey() + " ("
                        + (entry.getValue() instanceof PeerMessage.Failed no ? no.text() : "no proper answer") + ")")
                .collect(Collectors.joining(", "));
        return new RejectedException(Reason.MEMBER_NOT_READY, rule + "; not ready: " + list);
    }
}
