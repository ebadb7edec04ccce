package io.quorumseal.example.kv.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One life of a node: a process that answers line by line. Ends with this process in any case. */
final class NodeProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String GONE = "gone";
    private static final Pattern REFUSAL = Pattern.compile("(?ms)^(CONFIGURATION|[A-Z]+_[A-Z_]+): .*");

    private final Process process;
    private final Path log;
    private final PrintWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private NodeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Thread reader = new Thread(() -> read(process.inputReader(StandardCharsets.UTF_8)), "reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a process; what it says beside its answers goes into a log. */
    static NodeProcess start(List<String> command, Path log) throws IOException {
        return new NodeProcess(
                new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    }

    private void read(BufferedReader lines) {
        try (lines) {
            lines.lines().forEach(answers::add);
        } catch (IOException | UncheckedIOException e) {
            // The process was killed: that is told below.
        } finally {
            answers.add(GONE);
        }
    }

    /** Waits for the next answer, which the node gives once it is ready or a command is done. */
    String answer() throws IOException {
        String answer = nextAnswer();
        if (!answer.startsWith("ok ")) {
            throw new IOException("%s, see %s: %s".formatted(answer, log, Files.readString(log)));
        }
        return answer.substring("ok ".length());
    }

    private String nextAnswer() throws IOException {
        try {
            String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return answer == null ? "no answer within " + PATIENCE : answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    String ask(String command) throws IOException {
        commands.println(command);
        return answer();
    }

    /** Asks, and gives the answer as it is: {@code ok ...} or {@code error ...}. */
    String reply(String command) throws IOException {
        commands.println(command);
        return nextAnswer();
    }

    /** Waits until it serves or has ended: what it answers, or its exit code and why it refused. */
    String startOrEnd() throws IOException {
        String answer = nextAnswer();
        if (!answer.equals(GONE)) {
            return answer;
        }
        String said = said();
        Matcher refusal = REFUSAL.matcher(said);
        return "exit code " + exitCode() + "\n" + (refusal.find() ? refusal.group() : said);
    }

    /** Ends it as a power failure would end it, as far as it can tell. */
    void kill() throws IOException {
        process.destroyForcibly();
        exitCode();
    }

    /** Sends a signal that Java has no call for. */
    void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        try {
            if (kill.waitFor() != 0) {
                throw new IOException("kill -" + name + ": exit code " + kill.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    void requestStop() {
        commands.println("stop");
    }

    void awaitStop() throws IOException {
        if (exitCode() != 0) {
            throw new IOException("exit code %d, see %s".formatted(process.exitValue(), log));
        }
    }

    /** The processor time used so far; none if the system does not tell. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Waits for the end. */
    int exitCode() throws IOException {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("still running after " + PATIENCE + ", see " + log);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** What it said, besides its answers. */
    String said() throws IOException {
        return Files.readString(log).strip();
    }
}
