package io.quorumseal.engine.ratis;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the process logs, with one logger as talkative as a test wants. */
final class PrintedLog implements AutoCloseable {
    static final int DEBUG = 10;
    static final int INFO = 20;
    static final int WARN = 30;

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Logger logger;
    private final int levelBefore;

    PrintedLog(String name, int level) throws ReflectiveOperationException {
        logger = LoggerFactory.getLogger(name);
        levelBefore = level().getInt(logger);
        level().setInt(logger, level);
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    /** SLF4J's simple logger has no other way to change a level while the process runs. */
    private Field level() throws ReflectiveOperationException {
        Field level = logger.getClass().getDeclaredField("currentLogLevel");
        level.setAccessible(true);
        return level;
    }

    boolean has(String text) {
        return printed.toString(StandardCharsets.UTF_8).contains(text);
    }

    @Override
    public void close() throws ReflectiveOperationException {
        System.setErr(before);
        level().setInt(logger, levelBefore);
    }
}
