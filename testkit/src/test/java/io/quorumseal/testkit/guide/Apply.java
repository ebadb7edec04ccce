package io.quorumseal.testkit.guide;

import io.quorumseal.api.LogPosition;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import java.nio.ByteBuffer;

/** A payload's way out of the log. */
final class Apply {
    private final GroupSeal group;
    private final Vendor.Machine machine;
    private final Vendor.Log log;

    Apply(GroupSeal group, Vendor.Machine machine, Vendor.Log log) {
        this.group = group;
        this.machine = machine;
        this.log = log;
    }

    void apply(LogPosition at, ByteBuffer logged) {
        Opened opened = group.open(at, logged);
        while (opened instanceof Opened.NotYet notYet) {
            notYet.retry().toCompletableFuture().join();
            opened = group.open(at, logged);
        }
        if (opened instanceof Opened.Payload payload) {
            machine.apply(at.index(), payload.plaintext());
        }
        log.applied(at);
    }
}
