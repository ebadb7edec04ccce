package io.quorumseal.core.internal.change;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.PeerMessage.Offered;
import io.quorumseal.core.internal.peer.PeerMessage.Ready;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The identities of the logs, which payloads of suite 2 are bound to: compared before such a DEK is proposed, and before a
 * group is cut over under one. Where two members tell different ones, neither could open what the other sealed.
 */
final class LogIdentities {
    private LogIdentities() {}

    /**
     * Whether payloads will be bound to logs behind a change. One that offers no DEK is a cutover, which binds to logs if the
     * active DEK does.
     */
    static boolean boundBy(KeyState state, List<Offered> deks) {
        return deks.isEmpty()
                ? state.activeDek(Purpose.RAFT)
                        .map(state::cipher)
                        .filter(cipher -> !cipher.isSuite1())
                        .isPresent()
                : deks.stream()
                        .anyMatch(offered -> offered.purpose() == Purpose.RAFT
                                && !offered.cipher().isSuite1()
                                && !state.keys().containsKey(offered.dek().id()));
    }

    /** Those of the groups that this node has. */
    static SortedMap<GroupId, String> here(Node node) {
        SortedMap<GroupId, String> logs = new TreeMap<>();
        for (Engine.Hosted hosted : node.config().engine().groups()) {
            Binding.unusable(hosted.group(), hosted.log()).ifPresent(why -> {
                throw new RejectedException(Reason.BAD_REQUEST, why);
            });
            logs.put(hosted.group(), hosted.log());
        }
        return logs;
    }

    /** Compares what the members told; a group that only one of them has is nobody's concern. */
    static void requireEqual(List<Ready> members) {
        Map<GroupId, Ready> first = new HashMap<>();
        for (Ready member : members) {
            member.logs().forEach((group, log) -> {
                Ready other = first.computeIfAbsent(group, unmet -> member);
                if (!log.equals(other.logs().get(group))) {
                    throw different(group, other, member);
                }
            });
        }
    }

    private static RejectedException different(GroupId group, Ready one, Ready other) {
        return new RejectedException(
                Reason.MEMBER_NOT_READY,
                "the log of group " + group + " has the identity \""
                        + one.logs().get(group) + "\" on node " + one.node()
                        + ", and \"" + other.logs().get(group) + "\" on node " + other.node()
                        + ": payloads of cipher suite 2 are bound to it, and neither could open what the other"
                        + " sealed. Have the engine tell one identity on all members; where one has the directory of"
                        + " another log, replace that member");
    }
}
