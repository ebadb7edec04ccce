package io.quorumseal.example.kv.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.example.kv.demo.Runbook.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RunbookTest {
    private static final Path DOCUMENT = Path.of("../../docs/operations.md");
    private static final Path NODE = Path.of("src/main/java/io/quorumseal/example/kv/node");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)$.*?^```$");
    private static final Pattern REFUSAL = Pattern.compile("exit code 3\\s+([A-Z_]+): ");

    private static final String BOOK = """
            # Title
            ```console
            $ not in a runbook
            ```
            ## 1. First
            ```console
            n1 n2$ stop
            n1> rotate raft
            ok one
              two …
            n1> purge  # again, until
            ok done
            ```
            ```sh
            $ not followed
            ```
            ## 2. Second
            """;

    @Test
    void parse_blocks_givesCommandsAndAnswers() {
        List<Runbook> books = Runbook.parse(BOOK);
        assertEquals(
                List.of("1. First", "2. Second"),
                books.stream().map(Runbook::title).toList());
        assertEquals(
                List.of(
                        new Step("n1 n2$", "stop", false, ""),
                        new Step("n1>", "rotate raft", false, "ok one\n  two …\n"),
                        new Step("n1>", "purge", true, "ok done\n")),
                books.get(0).steps());
    }

    @Test
    void isAnswer_ellipsis_standsForAnything() {
        Step step = new Step("n1>", "rotate raft", false, "ok applied at …\nof group kv\n");
        assertTrue(step.isAnswer("ok applied at 17 of group kv"));
        assertFalse(step.isAnswer("ok applied at 17 of group kv2"));
        assertFalse(step.isAnswer("ok applied at of group kv"));
    }

    @Test
    void isAnswer_nothingIsWritten_isNothing() {
        Step step = new Step("n1$", "stop", false, "");
        assertTrue(step.isAnswer(""));
        assertFalse(step.isAnswer("error"));
    }

    /** A block of another kind would be shown, and never run. */
    @Test
    void document_blocksOfRunbooks_areAllFollowed() throws IOException {
        String document = Files.readString(DOCUMENT);
        Set<String> kinds = BLOCK.matcher(document.substring(document.indexOf("## 1. ")))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.toSet());
        assertEquals(Set.of("console"), kinds);
        assertEquals(
                List.of(),
                Runbook.parse(document).stream()
                        .filter(book -> book.steps().isEmpty())
                        .toList());
    }

    @Test
    void document_commandsOnConsoles_areThoseOfTheExample() throws IOException {
        String commands = Files.readString(NODE.resolve("Commands.java"));
        Set<String> unknown = steps().stream()
                .filter(step -> step.prompt().endsWith(">") && !step.prompt().equals("client>"))
                .map(step -> "\"" + step.command().split(" ", -1)[0] + "\"")
                .filter(name -> !commands.contains(name))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), unknown);
    }

    @Test
    void document_optionsOfStarts_areThoseOfTheExample() throws IOException {
        String options = Files.readString(NODE.resolve("NodeOptions.java"));
        Set<String> unknown = steps().stream()
                .filter(step -> step.command().startsWith("start "))
                .flatMap(step ->
                        Pattern.compile("--[a-z-]+").matcher(step.command()).results())
                .map(option -> "\"" + option.group() + "\"")
                .filter(name -> !options.contains(name))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), unknown);
    }

    @Test
    void document_refusals_areThoseThatThereAre() throws IOException {
        List<Refusal> refusals = steps().stream()
                .flatMap(step -> REFUSAL.matcher(step.answer()).results())
                .map(found -> Refusal.valueOf(found.group(1)))
                .toList();
        assertTrue(refusals.size() >= 4, () -> "only " + refusals);
    }

    private static List<Step> steps() throws IOException {
        List<Runbook> books = Runbook.parse(Files.readString(DOCUMENT));
        assertEquals(11, books.size());
        return books.stream().flatMap(book -> book.steps().stream()).toList();
    }
}
