package io.quorumseal.tool.internal.display;

import io.quorumseal.tool.internal.report.HumanText;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi.Style;

/** One line that says what is wrong. */
public final class Complaint {
    private static final String ALARM = Style.on(Style.bold, Style.fg_red);
    private static final String CALM = Style.reset.on();

    private Complaint() {}

    public static void print(CommandLine line, String error) {
        PrintWriter err = line.getErr();
        String text = HumanText.line(line.getCommandSpec().qualifiedName() + ": " + error);
        err.println(line.getColorScheme().ansi().enabled() ? ALARM + text + CALM : text);
        err.flush();
    }
}
