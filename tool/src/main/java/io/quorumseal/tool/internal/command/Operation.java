package io.quorumseal.tool.internal.command;

import io.quorumseal.tool.internal.display.BarDisplay;
import io.quorumseal.tool.internal.display.Complaint;
import io.quorumseal.tool.internal.display.Display;
import io.quorumseal.tool.internal.display.LineDisplay;
import io.quorumseal.tool.internal.display.Pace;
import io.quorumseal.tool.internal.display.Shell;
import io.quorumseal.tool.internal.report.JsonText;
import io.quorumseal.tool.internal.report.Report;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * One command. It answers on standard output, for people or, with {@code --json}, as one JSON object, whatever it came
 * to, after one in each line where it goes on for a while; and, if it failed, in one line on standard error.
 */
public abstract class Operation implements Callable<Integer> {
    private static final String CLEARED = "\u001b[H\u001b[2J";

    private final String name;
    private final String description;

    @SuppressWarnings("NullAway.Init") // set before it is run
    private Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    Operation(String name, String description) {
        this.name = name;
        this.description = description;
    }

    public final String name() {
        return name;
    }

    /** Does what the command says. */
    abstract Answer answer() throws Exception;

    /** An error of the one who wrote the command line. */
    final ParameterException wrongUse(String found) {
        return new ParameterException(spec.commandLine(), found);
    }

    public final CommandLine commandLine(Shell runIn) {
        shell = runIn;
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
        print(answer);
        if (!answer.error().isEmpty()) {
            Complaint.print(spec.commandLine(), answer.error());
        }
        return answer.code().code();
    }

    private void print(Answer answer) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? json(answer.report()) : answer.human());
        out.flush();
    }

    /** Shows an answer that another one will follow: in its place on a terminal, behind an empty line elsewhere. */
    final void printBeforeAnother(Answer answer) {
        print(answer);
        if (!json) {
            spec.commandLine().getOut().print(shell.terminal().ansi() ? CLEARED : "\n");
        }
    }

    private String json(Report report) {
        return inLines() ? JsonText.line(report) : JsonText.of(report);
    }

    final Pace pace() {
        return shell.pace();
    }

    /** Whether it says something before its end, and in JSON one object in each line. */
    boolean inLines() {
        return false;
    }

    /** Shows how far a command is that goes on. */
    final Display display() {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            return LineDisplay.json(name, out, shell.pace());
        }
        return shell.terminal().ansi() && BarDisplay.canDraw()
                ? new BarDisplay(out, shell.terminal())
                : LineDisplay.plain(name, out, shell.pace());
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
