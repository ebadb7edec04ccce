package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.TaskClosure;
import io.quorumseal.api.spi.Proposal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A vendor's proposal on its way. The vendor's state machine gets the vendor's own closure. */
final class VendorTask extends Pinned {
    private final @Nullable Closure vendors;

    VendorTask(Proposal proposal, Set<Pinned> underWay, @Nullable Closure vendors) {
        super(proposal, underWay);
        this.vendors = vendors;
    }

    @Nullable
    Closure vendors() {
        return vendors;
    }

    @Override
    public void onCommitted() {
        close();
        if (vendors instanceof TaskClosure task) {
            task.onCommitted();
        }
    }

    @Override
    public void run(Status status) {
        close();
        if (vendors != null) {
            vendors.run(status);
        }
    }
}
