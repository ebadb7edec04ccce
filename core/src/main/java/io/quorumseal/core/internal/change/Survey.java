package io.quorumseal.core.internal.change;

import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.internal.apply.Union;
import io.quorumseal.core.internal.format.AuditFormat;
import io.quorumseal.core.internal.member.Imports;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Answers;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.Offered;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Takes over what the members had applied of a log that is gone: each may have been further than the others. Who is not even in
 * the log that was accepted last tells of one before: nothing of that goes on.
 */
final class Survey {
    private final Node node;
    private final Membership membership;
    private final Members members;

    Survey(Node node, Membership membership, Members members) {
        this.node = node;
        this.membership = membership;
        this.members = members;
    }

    /**
     * What was found out about a group.
     *
     * @param generation the highest that anybody knows
     * @param cutOver whether anybody knows of a cutover
     * @param news whether others knew of the group what this node, which leads it and has applied its whole log, did not: a
     *     cutover, or key events of the control group
     * @param known what all had applied together of the control group's old log; {@link KeyState#EMPTY} of another group
     * @param lacking the DEKs of that which some of them have never unwrapped
     * @param silent who did not tell
     */
    record Found(
            int generation,
            boolean cutOver,
            boolean news,
            KeyState known,
            List<Offered> lacking,
            List<String> silent) {}

    CompletionStage<Found> about(GroupId group) {
        return members.askForKeys()
                .thenCompose(answers ->
                        Known.by(answers).verified(membership).thenApply(states -> found(group, answers, states)));
    }

    private Found found(GroupId group, SortedMap<String, PeerMessage> answers, List<KeyState> all) {
        KeyState mine = node.state();
        int generation = all.stream()
                .mapToInt(theirs -> Imports.generation(mine, theirs, group))
                .reduce(mine.group(group).generation(), Math::max);
        boolean cutOver =
                isCutOver(mine.group(group)) || all.stream().anyMatch(theirs -> isCutOver(theirs.group(group)));
        requireReadable(answers);
        List<String> silent = answers.entrySet().stream()
                .filter(answer -> answer.getValue() instanceof PeerMessage.Failed)
                .map(Map.Entry::getKey)
                .toList();
        List<KeyState> states = all.stream()
                .filter(theirs -> Imports.generation(mine, theirs, group) == generation)
                .toList();
        OptionalLong cutover = mine.group(group).cutover();
        boolean news = states.stream()
                .anyMatch(theirs -> isNews(theirs.group(group).cutover(), cutover)
                        || (isControl(group) && !beginsWith(mine, theirs)));
        KeyState known = isControl(group) ? ofOldLog(mine, states) : KeyState.EMPTY;
        return new Found(generation, cutOver, news, known, lacking(known, mine, all), silent);
    }

    private static List<Offered> lacking(KeyState known, KeyState mine, List<KeyState> states) {
        return known.keys().values().stream()
                .filter(key -> !Stream.concat(Stream.of(mine), states.stream())
                        .allMatch(state -> state.keys().containsKey(key.dek().id())))
                .map(key -> new Offered(key.purpose(), key.dek(), key.cipher()))
                .toList();
    }

    /** Whose DEK the KEK of this node does not unwrap may know what nobody else does. */
    private static void requireReadable(SortedMap<String, PeerMessage> answers) {
        answers.forEach((member, answer) -> {
            if (answer instanceof PeerMessage.Failed failed
                    && Answers.failure(failed) instanceof RetryableException why) {
                requireReadable(member, why);
            }
        });
    }

    private static void requireReadable(String member, RetryableException why) {
        if (why.reason() == RetryableException.Reason.KEK_REFUSES) {
            throw Known.uncheckable(member, why);
        }
        if (why.reason() == RetryableException.Reason.KEK_UNREACHABLE) {
            throw why;
        }
    }

    private static boolean isNews(OptionalLong theirs, OptionalLong mine) {
        return theirs.isPresent() && !theirs.equals(mine);
    }

    /** Whether the events that another one knows are the first ones here. */
    private boolean beginsWith(KeyState mine, KeyState theirs) {
        return AuditFormat.beginsWith(events(mine), events(theirs).count(), AuditFormat.head(events(theirs)));
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

    /**
     * What all know together. The leader's active DEKs go on: they are those that the new log has made active, if it has;
     * unless that would be a step back to a lower suite. What is active is retired nowhere. The longest trail goes on.
     */
    private KeyState ofOldLog(KeyState mine, List<KeyState> states) {
        GroupId control = node.config().control();
        KeyState known = mine;
        AuditTrail longest = events(mine);
        for (KeyState theirs : states) {
            longest = events(theirs).count() > longest.count() ? events(theirs) : longest;
            known = together(Imports.withKeysOf(known, theirs, control), theirs);
        }
        AuditTrail trail = longest;
        return new KeyState(
                        known.active(),
                        known.keys(),
                        known.storageCutover(),
                        new TreeMap<>(),
                        known.registry(),
                        known.retired())
                .withGroup(control, none -> none.audited(trail));
    }

    private static KeyState together(KeyState known, KeyState theirs) {
        KeyState next = known;
        for (Map.Entry<Purpose, DekId> active : theirs.active().entrySet()) {
            next = mayGoOn(next, active.getKey(), active.getValue())
                    ? next
                    : next.withActive(active.getKey(), active.getValue());
        }
        SortedSet<DekId> retired = new TreeSet<>(next.retired());
        retired.addAll(theirs.retired());
        retired.removeAll(next.active().values());
        SortedMap<DekId, KeyState.Key> keys = new TreeMap<>(next.keys());
        keys.keySet().removeAll(retired);
        OptionalLong cutover = next.storageCutover().isPresent() ? next.storageCutover() : theirs.storageCutover();
        return new KeyState(
                next.active(), keys, cutover, next.groups(), Union.registry(next, theirs, retired), retired);
    }

    /** Whether a DEK that is active here stays so beside one that is active elsewhere. */
    private static boolean mayGoOn(KeyState here, Purpose purpose, DekId there) {
        return !here.keys().containsKey(there)
                || here.activeDek(purpose)
                        .filter(dek ->
                                here.cipher(dek).suite() >= here.cipher(there).suite())
                        .isPresent();
    }
}
