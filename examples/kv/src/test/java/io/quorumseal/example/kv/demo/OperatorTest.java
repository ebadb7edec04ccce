package io.quorumseal.example.kv.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.example.kv.engine.KvEngine;
import io.quorumseal.example.kv.node.Node;
import io.quorumseal.provider.bc.KeyFiles;
import io.quorumseal.tool.ExitCode;
import io.quorumseal.tool.OperatorClient;
import io.quorumseal.tool.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that runs, and an operator's shell beside it. */
class OperatorTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @EnumSource
    @Timeout(300)
    void operator_atARunningNode_switchesItOnAndSeesIt(KvEngine engine) throws Exception {
        NodeProcess node = node(engine);
        assertTrue(node.answer().startsWith("n1 "));
        assertProcessSays(ExitCode.REFUSED, "kv rotate: refused, NOT_BOOTSTRAPPED: ", "rotate", "raft");
        assertSays(ExitCode.DONE, "NewKeys applied at index ", "bootstrap");
        assertSays(ExitCode.DONE, "\"already\": true", "bootstrap", "--json");
        assertSays(ExitCode.DONE, "EnableEnvelope applied at index ", "enable-storage");
        assertSays(ExitCode.DONE, "EnableEnvelope applied at index ", "enable-raft", "kv");
        assertSays(ExitCode.DONE, "NewKeys applied at index ", "rotate", "storage");
        assertSays(ExitCode.DONE, "\"storage\": \"SEALING\"", "status", "--json");
        assertSays(ExitCode.WRONG_USE, "kv: there is no command 'doctor'; see kv --help", "doctor", ".");
        assertSays(ExitCode.DONE, "Usage: kv rotate ", "rotate", "--help");
        node.requestStop();
        node.awaitStop();
        assertSays(ExitCode.TRY_AGAIN, "does not answer", "status");
    }

    private Path socket() {
        return home.resolve("operator/socket");
    }

    private NodeProcess node(KvEngine engine) throws IOException {
        Path directory = Files.createDirectory(home.resolve("n1"));
        KeyFiles.create(home.resolve("kek"));
        List<String> command = java(Node.class);
        command.addAll(List.of("--engine", engine.text(), "--id", "n1", "--directory", directory.toString()));
        command.addAll(List.of("--peers", "n1=127.0.0.1:" + freePort(), "--kek", "file:" + home.resolve("kek")));
        command.addAll(List.of("--journal", home.resolve("journal").toString(), "--operator", socket().toString()));
        return NodeProcess.start(command, home.resolve("log"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static List<String> java(Class<?> main) {
        return new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    }

    private void assertSays(ExitCode code, String said, String... words) throws Exception {
        assertSays(code, said, this::inThisProcess, words);
    }

    /** As a process, which is what an operator starts. */
    private void assertProcessSays(ExitCode code, String said, String... words) throws Exception {
        assertSays(code, said, this::asAProcess, words);
    }

    /** A node that has just started may not lead yet, and says "try again", which an operator does. */
    private static void assertSays(ExitCode code, String said, Way way, String... words) throws Exception {
        Answer answer = way.run(words);
        while (answer.code() == ExitCode.TRY_AGAIN.code() && code != ExitCode.TRY_AGAIN) {
            Thread.sleep(200);
            answer = way.run(words);
        }
        String text = answer.text();
        assertTrue(text.contains(said), () -> said + " is not in " + text);
        assertEquals(code.code(), answer.code(), text);
    }

    /** How a command is given. */
    private interface Way {
        Answer run(String... words) throws Exception;
    }

    private record Answer(int code, String text) {}

    private Answer inThisProcess(String... words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream output = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = OperatorClient.run(output, output, Terminal.NONE, socket(), words);
        return new Answer(code, bytes.toString(StandardCharsets.UTF_8));
    }

    private Answer asAProcess(String... words) throws Exception {
        List<String> command = java(OperatorClient.class);
        command.add(socket().toString());
        command.addAll(List.of(words));
        Path output = home.resolve("output");
        Process operator = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = operator.waitFor(60, TimeUnit.SECONDS);
        operator.destroyForcibly();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(ended, text);
        return new Answer(operator.exitValue(), text);
    }
}
