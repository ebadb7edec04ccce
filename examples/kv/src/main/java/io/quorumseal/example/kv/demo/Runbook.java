package io.quorumseal.example.kv.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document that can be followed step by step. In its {@code console} blocks a line with a prompt is a command, and the
 * lines up to the next one are the answer; {@code # again, until} behind a command says that it is repeated.
 *
 * @param title its heading
 * @param steps what to do, in order
 */
record Runbook(String title, List<Step> steps) {
    private static final Pattern HEADING = Pattern.compile("## (\\d+\\. .*)");
    private static final Pattern PROMPT = Pattern.compile("([a-z][a-z0-9 ]*[$>]|\\$) (.*?)( +# again, until)?");

    /**
     * One command and its answer.
     *
     * @param prompt who is asked: {@code n1>} is a node's console, {@code n1 n2$} the machines of nodes,
     *     {@code client>} an application, {@code $} a shell
     * @param command what
     * @param again whether the command is repeated until the answer comes
     * @param answer what it says; an ellipsis stands for anything
     */
    record Step(String prompt, String command, boolean again, String answer) {

        String shown() {
            return prompt + " " + command + (again ? "  # again, until" : "");
        }

        /** Compares but for line breaks. */
        boolean isAnswer(String said) {
            StringBuilder pattern = new StringBuilder();
            for (String part : oneLine(answer).split("(?<=…)|(?=…)", -1)) {
                pattern.append(part.equals("…") ? ".+?" : Pattern.quote(part));
            }
            return Pattern.matches(pattern.toString(), oneLine(said));
        }

        private static String oneLine(String text) {
            return text.strip().replaceAll("\\s+", " ");
        }
    }

    /** Reads all runbooks of a document. */
    static List<Runbook> parse(String document) {
        List<Runbook> books = new ArrayList<>();
        List<String> block = new ArrayList<>();
        boolean inside = false;
        for (String line : document.split("\n", -1)) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                books.add(new Runbook(heading.group(1), new ArrayList<>()));
            } else if (inside && line.equals("```")) {
                books.get(books.size() - 1).steps.addAll(steps(block));
                block.clear();
                inside = false;
            } else if (inside) {
                block.add(line);
            } else {
                inside = line.equals("```console") && !books.isEmpty();
            }
        }
        return books;
    }

    private static List<Step> steps(List<String> lines) {
        List<Step> steps = new ArrayList<>();
        for (String line : lines) {
            Matcher prompt = PROMPT.matcher(line);
            if (prompt.matches()) {
                steps.add(new Step(prompt.group(1), prompt.group(2), prompt.group(3) != null, ""));
            } else {
                Step last = steps.remove(steps.size() - 1);
                steps.add(new Step(last.prompt, last.command, last.again, last.answer + line + "\n"));
            }
        }
        return steps;
    }
}
