package io.quorumseal.core.internal.key;

import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;

/**
 * The first 32 bits of this process's nonces: 16 of the node, 16 of its opening number. There is none before the
 * opening number is raised durably, so nothing can be sealed before.
 */
final class NoncePrefix {
    private static final int NONE = -1;

    private final int node16;
    private volatile int epoch = NONE;

    NoncePrefix(NodeId node) {
        node16 = node.low16();
    }

    synchronized void raise(LocalEpoch to) {
        if (to.value() < epoch) {
            throw new RejectedException(
                    RejectedException.Reason.BAD_REQUEST,
                    "this process seals under opening " + epoch + " and cannot go back to " + to);
        }
        epoch = to.value();
    }

    int bits() {
        int current = epoch;
        if (current == NONE) {
            throw new RetryableException(
                    RetryableException.Reason.NOT_REGISTERED,
                    "nothing can be sealed before this opening's number is raised durably");
        }
        return (node16 << 16) | current;
    }
}
