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

/** One life of a node: a process that answers line by line. Ends with this process in any case. */
final class NodeProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GONE = "gone";

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

    /** Ends it as a power failure would end it, as far as it can tell. */
    void kill() throws IOException {
        process.destroyForcibly();
        exitCode();
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
