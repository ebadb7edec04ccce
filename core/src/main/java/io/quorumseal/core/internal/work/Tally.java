package io.quorumseal.core.internal.work;

import io.quorumseal.core.Status;
import java.util.concurrent.atomic.LongAdder;

/** Counts what passes. */
public final class Tally {
    public final LongAdder sealed = new LongAdder();
    public final LongAdder opened = new LongAdder();
    public final LongAdder cleartext = new LongAdder();
    public final LongAdder refused = new LongAdder();
    public final LongAdder kekCallsOnApply = new LongAdder();
    public final LongAdder strangers = new LongAdder();

    public Status.Counters counters() {
        return new Status.Counters(
                sealed.sum(), opened.sum(), cleartext.sum(), refused.sum(), kekCallsOnApply.sum(), strangers.sum());
    }
}
