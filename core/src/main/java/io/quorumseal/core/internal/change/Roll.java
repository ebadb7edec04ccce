package io.quorumseal.core.internal.change;

import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.internal.format.AuditFormat;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.Offered;
import io.quorumseal.core.internal.peer.PeerMessage.Ready;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Calls the members of the control group before a change: are they capable, and do they unwrap the new DEKs? */
public final class Roll {
    /** DEKs that members unwrap for one question, so that they answer in time. */
    static final int OFFERED_TOGETHER = 8;

    private final Node node;
    private final Membership membership;
    private final Members members;

    public Roll(Node node, Membership membership, Members members) {
        this.node = node;
        this.membership = membership;
        this.members = members;
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
        return call(deks, false).thenApply(this::majority);
    }

    /**
     * The same for what an accepted log brings, some DEKs at a time, so that the members can unwrap them in time. Whose log
     * their key states are of is not asked: that they are not of one log is what the acceptance is for.
     */
    CompletionStage<Void> offerMajority(List<Offered> deks) {
        if (deks.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        int count = Math.min(deks.size(), OFFERED_TOGETHER);
        return asked(prepare(deks.subList(0, count), false))
                .thenApply(this::majority)
                .thenCompose(ready -> offerMajority(deks.subList(count, deks.size())));
    }

    private List<Ready> majority(SortedMap<String, PeerMessage> answers) {
        List<Ready> ready = ready(answers);
        Set<String> voters = members.voters();
        long able = ready.stream().filter(r -> voters.contains(r.node())).count();
        boolean self =
                ready.stream().anyMatch(r -> r.node().equals(node.config().node()));
        if (!self || able * 2 <= voters.size()) {
            throw notReady("this node and a majority of the voters have to be ready", answers);
        }
        return ready;
    }

    private CompletionStage<SortedMap<String, PeerMessage>> call(List<Offered> deks, boolean bootstrap) {
        PeerMessage.Prepare question = prepare(deks, bootstrap);
        return asked(question).thenApply(answers -> {
            List<Ready> members = ready(answers);
            requireRetired(question, members);
            requireOneLog(members);
            return answers;
        });
    }

    private PeerMessage.Prepare prepare(List<Offered> deks, boolean bootstrap) {
        return new PeerMessage.Prepare(bootstrap, deks, LogIdentities.boundBy(node.state(), deks));
    }

    private CompletionStage<SortedMap<String, PeerMessage>> asked(PeerMessage.Prepare question) {
        return members.ask(
                        question,
                        node.config().limits().kekTimeout(),
                        () -> CompletableFuture.completedFuture(prepare(question)))
                .thenApply(answers -> {
                    LogIdentities.requireEqual(ready(answers));
                    return answers;
                });
    }

    /**
     * Where this node leads the control group and is ready, it has applied all that is in the log: what a member knows besides
     * that stood in another one, and an entry of this one might be nothing new to it.
     */
    private void requireOneLog(List<Ready> members) {
        if (node.leadingReady(node.config().control()).isEmpty()) {
            return;
        }
        AuditTrail trail = trail();
        String others = members.stream()
                .filter(ready -> !AuditFormat.beginsWith(trail, ready.events(), ready.head()))
                .map(ready -> ready.node() + " (" + ready.events() + ")")
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw new RejectedException(
                    Reason.MEMBER_NOT_READY,
                    "these members know key events that are not in this log of the control group: " + others
                            + "; the leader, " + node.config().node() + ", knows " + trail.count()
                            + ". Either an earlier change is still being applied: then ask again. Or the log began anew"
                            + " after they had applied more of the old one than the leader had. "
                            + Node.WAY_OUT);
        }
    }

    private AuditTrail trail() {
        return node.state().group(node.config().control()).audit();
    }

    /** Answers for this node. */
    public PeerMessage prepare(PeerMessage.Prepare question) {
        KekDesk desk = node.deskOrRefuse();
        SortedMap<GroupId, String> logs = question.bound() ? LogIdentities.here(node) : new TreeMap<>();
        SortedSet<DekId> live = new TreeSet<>();
        if (isRewrap(question)) {
            live.addAll(node.state().keys().keySet());
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
            if (!node.state().bootstrapped()) {
                membership.own().heard();
            }
        }
        AuditTrail trail = trail();
        return new Ready(node.config().node(), node.opening(), trail.count(), AuditFormat.head(trail), logs, live);
    }

    /** The KEK is about to change: a retired DEK that is kept here would else stay under the old one. */
    private boolean isRewrap(PeerMessage.Prepare question) {
        return question.deks().stream()
                .anyMatch(
                        offered -> node.state().keys().containsKey(offered.dek().id()));
    }

    /** What is live there only is retired by an entry that is not applied there yet: it would stay under the old KEK. */
    private void requireRetired(PeerMessage.Prepare question, List<Ready> members) {
        if (!isRewrap(question)) {
            return;
        }
        Set<DekId> live = node.state().keys().keySet();
        String behind = members.stream()
                .filter(member -> !live.containsAll(member.live()))
                .map(Ready::node)
                .collect(Collectors.joining(", "));
        if (!behind.isEmpty()) {
            throw new RetryableException(
                    RetryableException.Reason.BUSY,
                    "these members have not applied an earlier retirement yet, and would keep its DEK under the old KEK: "
                            + behind + ". Nothing was wrapped anew; ask again");
        }
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
