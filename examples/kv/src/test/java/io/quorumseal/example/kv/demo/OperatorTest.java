package io.quorumseal.example.kv.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.client.Peer;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that runs, and an operator's shell beside it. */
class OperatorTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @EnumSource
    void operator_atARunningNode_switchesItOnAndSeesIt(KvEngine engine) throws Exception {
        Peer self = new Peer("n1", "127.0.0.1:" + freePort());
        NodeProcess node = node(engine, self);
        assertTrue(node.answer().startsWith("n1 "));
        awaitLeading(engine, self);
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

    /** A node that has just started may not lead yet; what it has written, it led for. */
    private static void awaitLeading(KvEngine engine, Peer self) throws IOException {
        try (Client client = engine.client(KvEngine.LOG, List.of(self))) {
            assertTrue(client.put("before", new byte[0]) > 0);
        }
    }

    private NodeProcess node(KvEngine engine, Peer self) throws IOException {
        Path directory = Files.createDirectory(home.resolve("n1"));
        KeyFiles.create(home.resolve("kek"));
        List<String> command = java(Node.class);
        command.addAll(List.of("--engine", engine.text(), "--id", "n1", "--directory", directory.toString()));
        command.addAll(List.of("--peers", Peer.text(List.of(self)), "--kek", "file:" + home.resolve("kek")));
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

    private void assertSays(ExitCode code, String said, String... words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream output = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int found = OperatorClient.run(output, output, Terminal.NONE, socket(), words);
        assertSaid(code, said, found, bytes.toString(StandardCharsets.UTF_8));
    }

    private static void assertSaid(ExitCode code, String said, int found, String text) {
        assertTrue(text.contains(said), () -> said + " is not in " + text);
        assertEquals(code.code(), found, text);
    }

    /** As a process, which is what an operator starts. */
    private void assertProcessSays(ExitCode code, String said, String... words) throws Exception {
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
        assertSaid(code, said, operator.exitValue(), text);
    }
}
