package io.quorumseal.tool.internal.display;

import io.quorumseal.core.Admin.OnMember;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.Admin.Share;
import io.quorumseal.tool.Terminal;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.MemberText;
import io.quorumseal.tool.internal.report.Report;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help.Ansi;

/** Keeps a line for each member on a terminal, with a bar where it is counted. The lines of a step stay when the next begins. */
public final class BarDisplay implements Display {
    private static final String UP = "\u001b[%dA";
    private static final String CLEARED = "\r\u001b[K";
    private static final int BY_ITSELF_MILLIS = 3_600_000;

    private final PrintWriter out;
    private final int columns;
    private final Map<String, Bar> bars = new HashMap<>();
    private String step = "";
    private int lines;

    public BarDisplay(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.columns = terminal.columns();
    }

    /** Whether the library that draws bars is there: a store may leave it out. */
    public static boolean canDraw() {
        try {
            return ProgressBar.class.getName() != null;
        } catch (LinkageError absent) {
            return false;
        }
    }

    @Override
    public void show(String now, List<OnMember> members) {
        if (now.equals(step)) {
            out.print(lines == 0 ? "" : UP.formatted(lines));
        } else {
            endStep();
            step = now;
        }
        members.forEach(member -> out.print(CLEARED + line(member) + "\n"));
        lines = members.size();
        out.flush();
    }

    private String line(OnMember member) {
        return member.share()
                .filter(share -> member.outcome() == Outcome.UNDER_WAY)
                .map(share -> bars.computeIfAbsent(member.node(), name -> new Bar(step + " " + name, share, columns))
                        .at(share))
                .orElseGet(() -> words(member));
    }

    private String words(OnMember member) {
        String word = MemberText.word(member.outcome());
        String front = step + " " + member.node() + ": ";
        String text = HumanText.line(front + word + ", " + member.text());
        String cut = text.length() > columns ? text.substring(0, columns - 1) + "…" : text;
        return cut.startsWith(front + word) ? coloured(cut, front, word, member.outcome()) : cut;
    }

    private static String coloured(String line, String front, String word, Outcome outcome) {
        String style = switch (outcome) {
            case DONE -> "green";
            case FAILED, REFUSED -> "bold,red";
            case UNDER_WAY -> "bold";
        };
        return front + Ansi.ON.string("@|" + style + " " + word + "|@") + line.substring((front + word).length());
    }

    @Override
    public void say(String done, String what, String text) {
        endStep();
        out.print(MemberText.line(
                new Report().text("step", done).text("key", what).text("text", text)));
        out.flush();
    }

    private void endStep() {
        bars.values().forEach(Bar::close);
        bars.clear();
        step = "";
        lines = 0;
    }

    @Override
    public void close() {
        endStep();
        out.flush();
    }

    /** One bar, drawn when it is asked for. What was done before it was begun does not count for its rate. */
    private static final class Bar {
        private final ProgressBar bar;
        private volatile String drawn = "";

        Bar(String task, Share share, int columns) {
            bar = ProgressBar.builder()
                    .setTaskName(task)
                    .setInitialMax(share.all())
                    .startsFrom(share.done(), share.elapsed())
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed(new DecimalFormat("0"))
                    .continuousUpdate()
                    .setUpdateIntervalMillis(BY_ITSELF_MILLIS)
                    .setConsumer(new DelegatingProgressBarConsumer(text -> drawn = text, columns))
                    .build();
        }

        String at(Share share) {
            bar.maxHint(share.all()).stepTo(share.done()).refresh();
            return drawn;
        }

        void close() {
            bar.close();
        }
    }
}
