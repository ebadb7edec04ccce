package io.quorumseal.engine.ratis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The warnings that a class of this package logs in the meantime. */
final class SaidAtStart extends Handler implements AutoCloseable {
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Logger logger;

    SaidAtStart(Class<?> by) {
        logger = Logger.getLogger(by.getName());
        logger.addHandler(this);
    }

    List<String> said() {
        return List.copyOf(said);
    }

    @Override
    public void publish(LogRecord said) {
        this.said.add(said.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
