package io.quorumseal.provider.vault.internal;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does work later, on a thread of its own. After the end nothing is begun any more. */
interface Alarm extends AutoCloseable {

    /** Has work done when this time is over; what was asked for before stays. */
    void in(long nanos, Runnable work);

    @Override
    void close();

    /** Makes one whose thread sleeps until there is work, keeps no process alive, and is interrupted at the end. */
    static Alarm onAThread() {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "quorumseal-vault-renewal");
            made.setDaemon(true);
            return made;
        });
        // Otherwise what is asked for after the end would be an error.
        thread.setRejectedExecutionHandler((work, executor) -> {});
        return new Alarm() {
            @Override
            public void in(long nanos, Runnable work) {
                // Work that fails is over; the next call sees to what it left undone.
                Future<?> unused = thread.schedule(work, nanos, TimeUnit.NANOSECONDS);
            }

            @Override
            public void close() {
                thread.shutdownNow();
            }
        };
    }
}
