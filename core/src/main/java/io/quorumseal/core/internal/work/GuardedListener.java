package io.quorumseal.core.internal.work;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.internal.flight.Flight;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The one place from which the vendor's listener is called. What it throws is logged and breaks nothing. What happens
 * under a lock that closing waits for is told, in order and on the same thread, when that lock has been left, so that a
 * listener may close the runtime.
 */
public final class GuardedListener implements SealListener {
    private static final System.Logger LOG = System.getLogger(LogListener.NAME);

    private final String node;
    private final SealListener listener;
    private final ThreadLocal<Later> later = ThreadLocal.withInitial(Later::new);

    /** What one thread has to tell. */
    private static final class Later {
        private final Queue<Runnable> events = new ArrayDeque<>();
        private int depth;
    }

    /**
     * Guards a listener.
     *
     * @param node the node's name, for flight recordings
     */
    public GuardedListener(String node, SealListener listener) {
        this.node = node;
        this.listener = listener;
    }

    @Override
    public void on(Event event, GroupId group, String text) {
        Flight.recorder().event(node, event, event.severity(), group, text);
        Later mine = later.get();
        if (mine.depth > 0) {
            mine.events.add(() -> tell(event, group, text));
        } else {
            tell(event, group, text);
        }
    }

    /** Tells what happens in a call when it has returned, or thrown. */
    public <T> T tellingAfter(Supplier<T> call) {
        Later mine = later.get();
        mine.depth++;
        try {
            return call.get();
        } finally {
            mine.depth--;
            if (mine.depth == 0) {
                tellAll(mine.events);
            }
        }
    }

    private static void tellAll(Queue<Runnable> events) {
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private void tell(Event event, GroupId group, String text) {
        try {
            listener.on(event, group, text);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "the listener failed at " + event + " of group " + group, e);
        }
    }
}
