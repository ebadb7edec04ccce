package io.quorumseal.benchmarks.cluster;

import io.quorumseal.api.RetryableException;
import java.io.IOException;
import java.io.InterruptedIOException;

/** What an operator does who is told to ask again, as while a group has no leader. */
final class Again {
    private static final int MOST_ATTEMPTS = 100;
    private static final int PAUSE_MILLIS = 100;

    private Again() {}

    /** What is asked. */
    interface Question<T> {
        T ask() throws IOException;
    }

    /** Asks until there is an answer. */
    static <T> T ask(Question<T> question) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return question.ask();
            } catch (IOException | RetryableException e) {
                if (attempt == MOST_ATTEMPTS || !mayBeAsked(e)) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** A node that is a process says so in words. */
    private static boolean mayBeAsked(Exception error) {
        return error instanceof RetryableException
                || String.valueOf(error.getMessage()).startsWith("error " + RetryableException.class.getName());
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
