package io.quorumseal.core.internal.group;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.node.Node;

/** What a group's payloads are bound to: its name, and its log's identity as far as that is recorded. */
final class Bound {
    private final Node node;
    private final GroupId id;
    private volatile Binding last;

    Bound(Node node, GroupId id) {
        this.node = node;
        this.id = id;
        this.last = Binding.log(id, "");
    }

    Binding now() {
        Binding now = last.in(node.state().group(id).log());
        last = now;
        return now;
    }
}
