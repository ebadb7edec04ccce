package io.quorumseal.tool;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * One command. It answers on standard output, for people or, with {@code --json}, as one JSON object, whatever it came
 * to; and, if it failed, in one line on standard error.
 */
abstract class Operation implements Callable<Integer> {
    private final String name;
    private final String description;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    Operation(String name, String description) {
        this.name = name;
        this.description = description;
    }

    final String name() {
        return name;
    }

    /** Does what the command says. */
    abstract Answer answer() throws Exception;

    /** An error of the one who wrote the command line. */
    final ParameterException wrongUse(String found) {
        return new ParameterException(spec.commandLine(), found);
    }

    final CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        line.getCommandSpec().name(lastWord()).usageMessage().description(description);
        return line;
    }

    /** What of a name of two words is typed last. */
    final String lastWord() {
        return name.substring(name.indexOf(' ') + 1);
    }

    @Override
    public final Integer call() {
        Answer answer = answerWhateverHappens();
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? JsonText.of(answer.report()) : answer.human());
        out.flush();
        if (!answer.error().isEmpty()) {
            OperatorTool.complain(spec.commandLine(), answer.error());
        }
        return answer.code().code();
    }

    private Answer answerWhateverHappens() {
        try {
            return answer();
        } catch (ParameterException wrongUse) {
            throw wrongUse;
        } catch (Exception thrown) {
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return failed(thrown);
        }
    }

    /** Tells what was thrown. What reaches no node says so in another way. */
    Answer failed(Exception thrown) {
        return Failures.answer(name, thrown);
    }
}
