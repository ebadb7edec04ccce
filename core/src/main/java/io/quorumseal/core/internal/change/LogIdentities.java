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
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The identities of the logs, which payloads of suite 2 are bound to: compared before such a DEK is proposed, and before a
 * group is cut over under one. Where two members tell different ones, neither could open what the other sealed.
 */
final class LogIdentities {
    private LogIdentities() {}

    /** Those of the groups that are here, if payloads will be bound to them behind a change; otherwise none. */
    static SortedMap<GroupId, String> boundBy(Node node, List<Offered> deks) {
        SortedMap<GroupId, String> logs = new TreeMap<>();
        if (binds(node.state(), deks)) {
            for (Engine.Hosted hosted : node.config().engine().groups()) {
                checkUsable(hosted);
                logs.put(hosted.group(), hosted.log());
            }
        }
        return logs;
    }

    /** A change that offers no DEK is a cutover, which binds to logs if the active DEK does. */
    private static boolean binds(KeyState state, List<Offered> deks) {
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

    /** Compares with those of the node that asks; a group that is not on both is nobody's concern. */
    static void check(Node node, String asker, SortedMap<GroupId, String> asked) {
        if (asked.isEmpty()) {
            return;
        }
        for (Engine.Hosted hosted : node.config().engine().groups()) {
            String theirs = asked.get(hosted.group());
            if (theirs != null) {
                checkUsable(hosted);
                checkSame(hosted, asker, theirs);
            }
        }
    }

    private static void checkUsable(Engine.Hosted hosted) {
        Binding.unusable(hosted.group(), hosted.log()).ifPresent(why -> {
            throw new RejectedException(Reason.BAD_REQUEST, why);
        });
    }

    private static void checkSame(Engine.Hosted hosted, String asker, String theirs) {
        if (!theirs.equals(hosted.log())) {
            throw new RejectedException(
                    Reason.BAD_REQUEST,
                    "the log of group " + hosted.group() + " has the identity \"" + hosted.log()
                            + "\" here, and \"" + theirs + "\" on node " + asker
                            + ": payloads of cipher suite 2 are bound to it, and neither could open what the other"
                            + " sealed. Have the engine tell one identity on all members; where this is the directory of"
                            + " another log, replace the member");
        }
    }
}
