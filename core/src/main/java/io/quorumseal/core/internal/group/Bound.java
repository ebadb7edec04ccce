package io.quorumseal.core.internal.group;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.node.Node;

/** What a group's payloads are bound to: its name, and its log's identity as far as that is recorded. */
final class Bound {
    private final Node node;
    private final GroupId id;
    private final Runnable identify;
    private volatile Binding last;

    /**
     * Begins.
     *
     * @param identify records the log's identity, if the engine tells one by now
     */
    Bound(Node node, GroupId id, Runnable identify) {
        this.node = node;
        this.id = id;
        this.identify = identify;
        this.last = Binding.log(id, "");
    }

    /** An engine that did not tell a log's identity when it was met is asked as long as one is needed. */
    Binding now() {
        String log = node.state().group(id).log();
        if (log.isEmpty() && isNeeded()) {
            identify.run();
            log = node.state().group(id).log();
        }
        Binding now = last;
        return now.in(log) == now ? now : renewed(log);
    }

    private synchronized Binding renewed(String log) {
        last = last.in(log);
        return last;
    }

    /** The group has another log, be it of the same identity: {@link #now} gives another binding from here on. */
    synchronized void begunAnew() {
        last = Binding.log(id, node.state().group(id).log());
    }

    private boolean isNeeded() {
        return node.activeDek(Purpose.RAFT)
                .filter(dek -> dek.suite() != DekCipher.FIRST_SUITE)
                .isPresent();
    }
}
