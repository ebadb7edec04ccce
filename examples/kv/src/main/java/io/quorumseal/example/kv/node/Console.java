package io.quorumseal.example.kv.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A node's control: a command per line comes in, an answer per line goes out, {@code ok ...} or {@code error ...}. Ends
 * with the command {@code stop}, and when nobody holds the other end any more.
 */
final class Console {
    /** Does what a command says. */
    interface Command {
        /** Answers in one line. */
        String run(List<String> arguments) throws Exception;
    }

    private final Map<String, Command> commands;
    private final PrintStream out;

    Console(Map<String, Command> commands, PrintStream out) {
        this.commands = commands;
        this.out = out;
    }

    void serve(BufferedReader in) throws IOException {
        for (String line = in.readLine(); line != null && !line.equals("stop"); line = in.readLine()) {
            List<String> words = Arrays.asList(line.trim().split(" ", -1));
            answer(words.get(0), words.subList(1, words.size()));
        }
    }

    private void answer(String name, List<String> arguments) {
        Command command = commands.getOrDefault(name, ignored -> {
            throw new IllegalArgumentException("one of " + commands.keySet() + " was expected, not " + name);
        });
        try {
            say("ok " + command.run(arguments));
        } catch (Exception e) {
            say("error " + e);
        }
    }

    void say(String line) {
        out.println(line.replace('\n', ' '));
    }
}
