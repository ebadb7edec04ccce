package io.quorumseal.core.internal.member;

import io.quorumseal.core.internal.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A node that began with an empty log applies nothing until another member has told it the cluster's keys. Otherwise it
 * would store what it replays in cleartext, or under the DEKs of that time, and could not read it any more once it comes
 * to where they were retired: nobody has asked it. A leader that is ready all the same has nothing to apply: where it is
 * ready in the control group, there are no keys but those that it knows.
 */
public final class Joining {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Node node;

    public Joining(Node node) {
        this.node = node;
        boolean keyless = node.desk().isEmpty();
        if (keyless || !node.keeper().current().local().joining()) {
            over.complete(null);
        }
    }

    public boolean isOver() {
        return over.isDone();
    }

    public CompletionStage<Void> over() {
        return over;
    }

    /** The cluster's keys are imported, or it has none. */
    public void end() {
        if (!isOver()) {
            node.keeper().update(sidecar -> sidecar.with(sidecar.local().withJoining(false)));
            over.complete(null);
        }
    }
}
