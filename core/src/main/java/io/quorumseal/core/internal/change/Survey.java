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
     * @param known what all had applied together of the control group's old log; {@link KeyState#EMPTY} of another group
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
                .thenCompose(answers -> {
                    Known known = Known.by(answers.values());
                    return known.takenOver(membership).thenApply(done -> found(group, answers, known, before));
                });
    }

    private Found found(GroupId group, SortedMap<String, PeerMessage> answers, Known known, KeyState before) {
        KeyState now = node.state();
        int generation = now.group(group).generation();
        boolean cutOver = isCutOver(now.group(group));
        boolean news = isControl(group) && !events(now).equals(events(before));
        for (SealedState theirs : known.states()) {
            KeyState.Group there = theirs.state().group(group);
            generation = Math.max(generation, there.generation());
            cutOver |= isCutOver(there);
            news |= there.cutover().isPresent()
                    && !there.cutover().equals(before.group(group).cutover());
        }
        List<String> silent = answers.entrySet().stream()
                .filter(answer -> answer.getValue() instanceof PeerMessage.Failed)
                .map(Map.Entry::getKey)
                .toList();
        return new Found(generation, cutOver, news, isControl(group) ? ofOldLog(now, before) : KeyState.EMPTY, silent);
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
