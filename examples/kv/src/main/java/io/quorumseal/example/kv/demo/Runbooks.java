package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.files.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Follows {@code docs/operations.md} on real processes: each command as it stands there, and each answer has to be the
 * one that stands there. Exits with 0 only if all are.
 */
public final class Runbooks {
    private static final int MOST_ASKED = 180;

    private final Report report;
    private final Site site;
    private int steps;

    private Runbooks(Report report, Site site) {
        this.report = report;
        this.site = site;
    }

    /**
     * Runs it. The system property {@code demo.work} names a folder for everything that the nodes write,
     * {@code runbooks.document} the document.
     *
     * @param args none
     */
    public static void main(String[] args) {
        Report.exitAfter(Runbooks::run);
    }

    private static void run(Report report) throws Exception {
        Path work =
                Path.of(System.getProperty("demo.work", "target/runbooks-work")).toAbsolutePath();
        Folders.delete(work);
        Path document = Path.of(System.getProperty("runbooks.document", "docs/operations.md"));
        List<Runbook> books = Runbook.parse(Files.readString(document));
        report.check(books.size() == 11, "%d runbooks", books.size());
        try (Site site = new Site(work)) {
            Runbooks runbooks = new Runbooks(report, site);
            for (Runbook book : books) {
                runbooks.follow(book);
            }
            report.row("commands", runbooks.steps);
        }
    }

    private void follow(Runbook book) throws Exception {
        report.step(book.title());
        for (Runbook.Step step : book.steps()) {
            follow(step);
        }
    }

    private void follow(Runbook.Step step) throws Exception {
        steps++;
        report.say("%s", step.shown());
        String said = site.run(step.prompt(), step.command());
        for (int i = 0; step.again() && !step.isAnswer(said) && i < MOST_ASKED; i++) {
            Thread.sleep(500);
            said = site.run(step.prompt(), step.command());
        }
        report.check(step.isAnswer(said), "%s", said);
        if (!step.isAnswer(said)) {
            report.say("     but the document says: %s", step.answer());
        }
    }
}
