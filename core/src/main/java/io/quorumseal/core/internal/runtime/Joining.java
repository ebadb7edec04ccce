package io.quorumseal.core.internal.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A node that began with an empty log applies nothing until another member has told it the cluster's keys. Otherwise it
 * would store what it replays in cleartext, or under the DEKs of that time, and could not read it any more once it comes
 * to where they were retired: nobody has asked it. A leader that is ready all the same has nothing to apply: where it is
 * ready in the control group, there are no keys but those that it knows.
 */
final class Joining {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Node node;

    Joining(Node node) {
        this.node = node;
        boolean keyless = node.desk().isEmpty();
        if (keyless || !node.keeper().current().local().joining()) {
            over.complete(null);
        }
    }

    boolean isOver() {
        return over.isDone();
    }

    CompletionStage<Void> over() {
        return over;
    }

    /** The cluster's keys are imported, or it has none. */
    void end() {
        if (!isOver()) {
            node.keeper().update(sidecar -> sidecar.with(sidecar.local().withJoining(false)));
            over.complete(null);
        }
    }
}
