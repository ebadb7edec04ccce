package io.quorumseal.testkit.internal.contract;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/**
 * All that the process prints and logs while this is open: the standard streams, and java.util.logging at its finest
 * level, where the JDK's System.Logger ends, too. Another logging library is seen as far as it writes to one of these, at
 * the level that it is configured for.
 */
final class Captured implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.ISO_8859_1);
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Level level = ROOT.getLevel();
    private final Handler handler = new StreamHandler(stream, new Parameters());

    Captured() {
        handler.setLevel(Level.ALL);
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.ALL);
        System.setOut(stream);
        System.setErr(stream);
    }

    String text() {
        handler.flush();
        stream.flush();
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
        ROOT.setLevel(level);
        ROOT.removeHandler(handler);
    }

    /** Writes parameters that the message has no place for, too. */
    private static final class Parameters extends Formatter {
        private final Formatter plain = new SimpleFormatter();

        @Override
        public String format(LogRecord line) {
            Object[] parameters = line.getParameters();
            return plain.format(line) + (parameters == null ? "" : Arrays.deepToString(parameters)) + "\n";
        }
    }
}
