package io.quorumseal.core.internal.change;

import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerMessage;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes over what the members had applied of a log that is gone: each may have been further than the others. */
final class Survey {
    private final Node node;
    private final Membership membership;
    private final Members members;

    Survey(Node node, Membership membership) {
        this.node = node;
        this.membership = membership;
        this.members = new Members(node);
    }

    /**
     * What was found out about a group.
     *
     * @param generation the highest that anybody knows
     * @param cutOver whether anybody knows of a cutover
     * @param news whether others knew of the group what this node, which leads it and has applied its whole log, did not: a
     *     cutover, or key events of the control group
     * @param known what all had applied of the control group's old log together
     * @param silent who did not tell
     */
    record Found(int generation, boolean cutOver, boolean news, KeyState known, List<String> silent) {}

    CompletionStage<Found> about(GroupId group) {
        KeyState before = node.state();
        PeerMessage question = new PeerMessage.AskKeys(node.config().cluster());
        return members.ask(
                        question,
                        node.config().limits().registerTimeout(),
                        () -> CompletableFuture.completedFuture(new PeerMessage.Unknown()))
                .thenCompose(answers -> taken(answers).thenApply(states -> found(group, answers, states, before)));
    }

    private CompletionStage<List<KeyState>> taken(SortedMap<String, PeerMessage> answers) {
        List<SealedState> told = answers.values().stream()
                .filter(PeerMessage.Registered.class::isInstance)
                .map(answer -> SealedState.decode(((PeerMessage.Registered) answer).state()))
                .toList();
        CompletionStage<Void> taken = CompletableFuture.completedFuture(null);
        for (SealedState theirs : told) {
            taken = taken.thenCompose(done -> membership.takeAnswer(theirs));
        }
        return taken.thenApply(done -> told.stream().map(SealedState::state).toList());
    }

    private Found found(GroupId group, SortedMap<String, PeerMessage> answers, List<KeyState> states, KeyState before) {
        int generation = node.state().group(group).generation();
        boolean cutOver = isCutOver(node.state().group(group));
        for (KeyState state : states) {
            generation = Math.max(generation, state.group(group).generation());
            cutOver |= isCutOver(state.group(group));
        }
        List<String> silent = answers.entrySet().stream()
                .filter(answer -> answer.getValue() instanceof PeerMessage.Failed)
                .map(Map.Entry::getKey)
                .toList();
        KeyState now = node.state();
        OptionalLong cutover = before.group(group).cutover();
        boolean news = states.stream()
                .map(state -> state.group(group).cutover())
                .anyMatch(theirs -> theirs.isPresent() && !theirs.equals(cutover));
        news |= isControl(group) && !events(now).equals(events(before));
        return new Found(generation, cutOver, news, ofOldLog(now, before), silent);
    }

    private static boolean isCutOver(KeyState.Group known) {
        return known.undecided() || known.cutover().isPresent();
    }

    private boolean isControl(GroupId group) {
        return group.equals(node.config().control());
    }

    private AuditTrail events(KeyState state) {
        return state.group(node.config().control()).audit();
    }

    /** The leader's active DEKs go on; they are those that the new log has made active, if it has. */
    private KeyState ofOldLog(KeyState now, KeyState before) {
        KeyState known = new KeyState(
                now.active(), now.keys(), now.storageCutover(), new TreeMap<>(), now.registry(), now.retired());
        for (Map.Entry<Purpose, DekId> active : before.active().entrySet()) {
            known = mayGoOn(now, active.getKey(), active.getValue())
                    ? known.withActive(active.getKey(), active.getValue())
                    : known;
        }
        return known.withGroup(node.config().control(), none -> none.audited(events(now)));
    }

    private static boolean mayGoOn(KeyState now, Purpose purpose, DekId dek) {
        return now.keys().containsKey(dek)
                && now.cipher(dek).suite()
                        >= now.cipher(now.activeDek(purpose).orElse(dek)).suite();
    }
}
