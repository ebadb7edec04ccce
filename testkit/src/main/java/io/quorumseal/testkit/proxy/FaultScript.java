package io.quorumseal.testkit.proxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which fault is for which call. */
final class FaultScript {
    private final Deque<Line> once = new ArrayDeque<>();
    private final List<Line> lasting = new ArrayList<>();

    private record Line(Predicate<FaultProxy.Call> which, Fault fault) {}

    synchronized void next(Predicate<FaultProxy.Call> which, Fault fault) {
        once.add(new Line(which, fault));
    }

    synchronized void always(Predicate<FaultProxy.Call> which, Fault fault) {
        lasting.add(new Line(which, fault));
    }

    synchronized void clear() {
        once.clear();
        lasting.clear();
    }

    /** Tells whether a connection that comes is to be hung up on. */
    synchronized boolean hangsUp() {
        Optional<Line> next =
                once.stream().filter(line -> line.fault().hangsUp()).findFirst();
        next.ifPresent(once::remove);
        return next.isPresent()
                || lasting.stream().anyMatch(line -> line.fault().hangsUp());
    }

    synchronized Fault faultFor(FaultProxy.Call call) {
        for (Iterator<Line> lines = once.iterator(); lines.hasNext(); ) {
            Line line = lines.next();
            if (line.which().test(call)) {
                lines.remove();
                return line.fault();
            }
        }
        return lasting.stream()
                .filter(line -> line.which().test(call))
                .map(Line::fault)
                .findFirst()
                .orElse(Fault.NONE);
    }
}
