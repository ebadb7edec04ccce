package io.quorumseal.engine.jraft;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The engine's own threads: questions, proposals and what follows from them may block there. */
final class Background {
    private static final int IDLE_SECONDS = 30;

    private Background() {}

    /** Makes an executor that loses nothing: once shut down, it runs tasks on the caller's thread. */
    static ExecutorService executor() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Background::thread,
                (task, executor) -> task.run());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "quorumseal-jraft");
        thread.setDaemon(true);
        return thread;
    }
}
