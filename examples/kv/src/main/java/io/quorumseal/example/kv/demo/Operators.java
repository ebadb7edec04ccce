package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.files.Folders;
import io.quorumseal.tool.OperatorClient;
import io.quorumseal.tool.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Operators at the sockets of nodes. These stand in a temporary folder: a path of the system's for sockets is short, and this
 * project may lie deep.
 */
final class Operators implements AutoCloseable {
    private final Path folder;

    Operators() throws IOException {
        folder = Files.createTempDirectory("kv");
    }

    /**
     * What a command said.
     *
     * @param code its exit code
     * @param lines what it wrote to standard output
     */
    record Said(int code, List<String> lines) {
        String last() {
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        }
    }

    Path socket(String node) {
        return folder.resolve(node);
    }

    Said run(String node, String... words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = OperatorClient.run(out, out, Terminal.NONE, socket(node), words);
        return new Said(code, bytes.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /**
     * Runs a command in a process of its own, which is killed as soon as it says something.
     *
     * @param sign part of the line at which it is killed
     * @return what it said until then
     */
    List<String> killed(String node, String sign, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module",
                "io.quorumseal.tool/" + OperatorClient.class.getName(),
                socket(node).toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.contains(sign)) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException | UncheckedIOException gone) {
            // It was killed.
        }
        return said;
    }

    @Override
    public void close() throws IOException {
        Folders.delete(folder);
    }
}
