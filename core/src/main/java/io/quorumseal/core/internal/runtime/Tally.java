package io.quorumseal.core.internal.runtime;

import io.quorumseal.core.Status;
import java.util.concurrent.atomic.LongAdder;

/** Counts what passes. */
final class Tally {
    final LongAdder sealed = new LongAdder();
    final LongAdder opened = new LongAdder();
    final LongAdder cleartext = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder kekCallsOnApply = new LongAdder();

    Status.Counters counters() {
        return new Status.Counters(sealed.sum(), opened.sum(), cleartext.sum(), refused.sum(), kekCallsOnApply.sum());
    }
}
