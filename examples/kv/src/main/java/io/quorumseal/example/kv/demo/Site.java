package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.engine.KvEngine;
import io.quorumseal.tool.Main;
import io.quorumseal.tool.OperatorClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the runbooks are followed: the machines of the nodes, an application, and a shell, which knows the commands of Java and
 * {@code quorumseal} and {@code store}, the tool without a node and at the socket of one.
 */
final class Site implements AutoCloseable {
    /** What the documents call the folder that everything is in. */
    static final String ROOT = "/srv/kv";

    private final Path work;
    private final Cluster cluster;
    private final Application application;
    private final Operators operators;
    private List<String> deks = List.of();

    Site(Path work) throws IOException {
        this.work = work;
        this.cluster = new Cluster(KvEngine.RATIS, work, "");
        this.application = new Application(cluster);
        this.operators = new Operators();
        cluster.operators(operators);
        Path bin = Files.createDirectories(work.resolve("bin"));
        writeTool(bin.resolve("quorumseal"), Main.class, "\"$@\"");
        writeTool(bin.resolve("store"), OperatorClient.class, "'" + operators.socket("") + "'/\"$@\"");
    }

    /** On the paths that this process runs on. */
    private static void writeTool(Path script, Class<?> main, String arguments) throws IOException {
        String modules = Arrays.stream(System.getProperty("jdk.module.path").split(File.pathSeparator, -1))
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        Files.writeString(script, """
                #!/bin/sh
                exec java --module-path '%s' --module io.quorumseal.tool/%s %s
                """.formatted(modules, main.getName(), arguments));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** Does what a command says; gives the answer as the documents write it. */
    String run(String prompt, String command) throws Exception {
        String real = command.replace(ROOT, work.toString());
        String said = prompt.equals("$") ? shell(real) : asked(prompt, real);
        return said.replace(work.toString(), ROOT).strip();
    }

    private String asked(String prompt, String command) throws Exception {
        List<String> who = List.of(prompt.substring(0, prompt.length() - 1).split(" ", -1));
        if (prompt.endsWith("$")) {
            return onMachines(who, command);
        }
        return prompt.equals("client>") ? application.run(command) : onConsole(who.get(0), command);
    }

    /** In a command {@code $1} and {@code $2} stand for the DEKs that {@code old-deks} told last. */
    private String onConsole(String node, String command) throws IOException {
        String real = command;
        for (int i = 1; i < deks.size(); i++) {
            real = real.replace("$" + i, deks.get(i));
        }
        String said = cluster.reply(node, real);
        List<String> words = List.of(said.strip().split(" ", -1));
        if (command.equals("old-deks") && words.size() > 1) {
            deks = words;
        }
        return said;
    }

    private String onMachines(List<String> nodes, String command) throws IOException {
        String[] words = command.split(" ", -1);
        String[] options = Arrays.copyOfRange(words, 1, words.length);
        switch (words[0]) {
            case "start" -> {
                for (String node : nodes) {
                    addIfNew(node);
                }
                return String.join("\n", cluster.tryStart(nodes, options));
            }
            case "stop" -> cluster.stop(nodes);
            case "kill" -> {
                for (String node : nodes) {
                    cluster.kill(node);
                }
            }
            case "remove" -> {
                for (String node : nodes) {
                    cluster.remove(node);
                }
            }
            default -> throw new IllegalArgumentException("a machine does not know " + command);
        }
        return "";
    }

    private void addIfNew(String node) throws IOException {
        if (!cluster.nodes().contains(node)) {
            cluster.add(node);
        }
    }

    private String shell(String command) throws IOException, InterruptedException {
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", command)
                .directory(work.toFile())
                .redirectErrorStream(true);
        String java = Path.of(System.getProperty("java.home"), "bin").toString();
        bash.environment().merge("PATH", java + ":" + work.resolve("bin"), (before, ours) -> ours + ":" + before);
        Process shell = bash.start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return shell.waitFor() == 0 ? said : said + "exit code " + shell.exitValue();
    }

    @Override
    public void close() throws IOException {
        application.close();
        operators.close();
    }
}
