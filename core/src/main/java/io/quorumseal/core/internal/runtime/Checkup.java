package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.NodeHealth.Word;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.kek.KekWatch;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Looks at all parts of a node, and says in one word how it is doing, and why. */
record Checkup(Node node, Membership membership, Map<GroupId, Status.Group> groups) {

    private record Finding(Word word, String text) {}

    NodeHealth result() {
        List<Finding> findings = new ArrayList<>(ofThisNode());
        boolean ready = findings.isEmpty();
        node.watch().map(KekWatch::health).flatMap(Checkup::ofKek).ifPresent(findings::add);
        Word word = findings.stream().map(Finding::word).reduce(Word.WELL, Checkup::graver);
        String why = findings.stream()
                .sorted(Comparator.comparing(Finding::word).reversed())
                .map(Finding::text)
                .collect(Collectors.joining("; "));
        return new NodeHealth(registered(), ready, word, why);
    }

    private static Word graver(Word one, Word other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private boolean registered() {
        return node.state().bootstrapped() && unregistered().isEmpty();
    }

    private boolean isJoining() {
        return !membership.joining().isOver();
    }

    /** The active DEKs under which this opening may not seal yet. */
    private List<DekId> unregistered() {
        return membership.own().missing(node.state()).stream().sorted().toList();
    }

    private List<Finding> ofThisNode() {
        if (membership.refusal().isPresent()) {
            return List.of(new Finding(Word.REFUSED, membership.refusal().get()));
        }
        List<Finding> findings = new ArrayList<>();
        standing().ifPresent(findings::add);
        new TreeMap<>(groups).forEach((id, group) -> ofGroup(id, group).ifPresent(findings::add));
        return findings;
    }

    private Optional<Finding> standing() {
        if (isJoining()) {
            return Optional.of(new Finding(
                    Word.WAITING,
                    "the node is new, and no member has told it yet which keys the cluster has: it applies nothing"
                            + " before that"));
        }
        List<DekId> missing = unregistered();
        return missing.isEmpty() ? Optional.empty() : Optional.of(waiting(missing));
    }

    private Finding waiting(List<DekId> missing) {
        String deks = missing.stream().map(DekId::toString).collect(Collectors.joining(" and "));
        return new Finding(
                Word.WAITING,
                "opening " + node.opening() + " is not registered under DEK " + deks
                        + ": it seals no payload before the control group's leader has registered it, and asks again");
    }

    /** While the node waits to be told the keys, that its groups wait is nothing new. */
    private Optional<Finding> ofGroup(GroupId id, Status.Group group) {
        String text = "group " + id + ": " + group.why();
        return switch (group.mode()) {
            case HALTED -> Optional.of(new Finding(Word.HALTED, text));
            case STALLED -> isJoining() ? Optional.empty() : Optional.of(new Finding(Word.ILL, text));
            case HELD -> Optional.empty();
            case CLEARTEXT, SEALING ->
                group.why().isEmpty() ? Optional.empty() : Optional.of(new Finding(Word.ILL, text));
        };
    }

    /** What is open goes on with the keys in memory. */
    private static Optional<Finding> ofKek(KekHealth health) {
        return health instanceof KekHealth.Ill ill
                ? Optional.of(new Finding(Word.ILL, "the KEK has failed since " + ill.since() + ": " + ill.why()))
                : Optional.empty();
    }
}
